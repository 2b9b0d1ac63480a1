// Speeds that estimates are computed from (knowledge/facts/hardware.yaml).
import { z } from "zod";

const Rate = z.looseObject({ flops: z.number(), memory_bytes: z.number() });

export const Hardware = z.looseObject({
  checked_at: z.string(),
  cpu: z.looseObject({
    flops_per_core: z.number(),
    single_sample_flops: z.number(),
    step_overhead_seconds: z.number(),
    start_seconds: z.number(),
  }),
  request_overhead_ms: z.number(),
  latency_safety: z.number(),
  gpu: z.looseObject({
    utilisation: z.number(),
    default_flops: z.number(),
    step_overhead_seconds: z.number(),
    models: z.record(z.string(), Rate),
  }),
  training: z.looseObject({
    bytes_per_parameter_adam: z.number(),
    train_to_forward: z.number(),
    activation_copies: z.number(),
  }),
});
export type Hardware = z.infer<typeof Hardware>;
