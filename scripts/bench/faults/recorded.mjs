// Faults that this machine cannot show (GPUs, hubs, tokenizers, hosts): recorded messages, found or not, counted apart.

const python = (error, path = "src/project/trainer.py") =>
  `Traceback (most recent call last):\n  File "/p/${path}", line 10, in step\n    x\n${error}\n`;

/** The last message of each class was not used in building its signature. */
export const RECORDED = {
  "E06-cuda-checkpoint-on-cpu": [
    python("RuntimeError: Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False."),
    python("RuntimeError: Attempting to deserialize object on CUDA device 1 but torch.cuda.device_count() is 0."),
    python(
      "RuntimeError: don't know how to restore data location of torch.storage.UntypedStorage (tagged with cuda:0)",
    ),
  ],
  "E07-cuda-arch": [
    python("RuntimeError: CUDA error: no kernel image is available for execution on the device"),
    "UserWarning: NVIDIA GeForce RTX 5090 with CUDA capability sm_120 is not compatible with the current PyTorch installation.\n",
    python("torch.AcceleratorError: CUDA error: no kernel image is available for execution on the device"),
  ],
  "R01-out-of-memory": [
    python(
      "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 8 GiB",
    ),
    python("RuntimeError: CUDA out of memory. Tried to allocate 512.00 MiB (GPU 0; 7.79 GiB total capacity)"),
    python("RuntimeError: cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
  ],
  "R03-shared-memory": [
    python(
      "RuntimeError: DataLoader worker (pid 312) is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory.",
    ),
    python("RuntimeError: DataLoader worker (pid(s) 40, 41) exited unexpectedly"),
    python("OSError: [Errno 28] No space left on device: '/dev/shm/torch_12_3'"),
  ],
  "R05-spawn-guard": [
    python(
      "RuntimeError: \n        An attempt has been made to start a new process before the\n        current process has finished its bootstrapping phase.",
    ),
    '        To fix this issue, refer to the "Safe importing of main module"\n        freeze_support()\n',
    python("RuntimeError: context has already been set: start a new process before the bootstrapping phase ends"),
  ],
  "R06-device-mismatch": [
    python(
      "RuntimeError: Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!",
    ),
    python("RuntimeError: Input type (torch.FloatTensor) and weight type (torch.cuda.FloatTensor) should be the same"),
    python(
      "RuntimeError: Expected all tensors to be on the same device, but got mat1 is on cpu, different from other tensors on cuda:0",
    ),
  ],
  "R12-batch-of-one": [
    python("ValueError: Expected more than 1 value per channel when training, got input size torch.Size([1, 4])"),
    python(
      "ValueError: Expected more than 1 value per channel when training, got input size torch.Size([1, 64, 1, 1])",
    ),
    python("ValueError: Expected more than 1 spatial element when training, got input size torch.Size([1, 8, 1, 1])"),
  ],
  "R13-collate": [
    python("RuntimeError: stack expects each tensor to be equal size, but got [3] at entry 0 and [4] at entry 1"),
    python("RuntimeError: each element in list of batch should be of equal size"),
    python("ValueError: expected sequence of length 12 at dim 1 (got 9)"),
  ],
  "R20-unused-ddp": [
    python("RuntimeError: Expected to have finished reduction in the prior iteration before starting a new one."),
    python("RuntimeError: Parameter indices which did not receive grad for rank 0: 4 5"),
    python(
      "RuntimeError: It looks like your LightningModule has parameters that were not used in producing the loss; find_unused_parameters=True",
    ),
  ],
  "L02-checkpoint-shape": [
    python(
      "RuntimeError: Error(s) in loading state_dict for Linear:\n\tsize mismatch for bias: copying a param with shape torch.Size([2]) from checkpoint, the shape in current model is torch.Size([3]).",
    ),
    "error: checkpoints/model.safetensors does not fit the model: size mismatch for head.weight\n",
    python("ValueError: Trying to load weights whose size mismatch for classifier.weight cannot be ignored"),
  ],
  "L03-weights-only": [
    python(
      "_pickle.UnpicklingError: Weights only load failed. This file can still be loaded, to do so you have two options",
    ),
    python(
      "_pickle.UnpicklingError: WeightsUnpickler error: Unsupported global: GLOBAL argparse.Namespace was not an allowed global by default.",
    ),
    python("RuntimeError: Cannot use ``weights_only=True`` with files saved in the legacy .tar format."),
  ],
  "D04-text-as-number": [
    python("ValueError: could not convert string to float: 'red'", "src/project/datasets/preprocess.py"),
    python("ValueError: could not convert string to float: np.str_('a')"),
    python("TypeError: can't convert np.ndarray of type numpy.object_. The only supported types are: float64, float32"),
  ],
  "D07-rare-class": [
    python(
      "ValueError: The least populated classes in y have only 1 member, which is too few. The minimum number of groups for any class cannot be less than 2.",
    ),
    python("ValueError: The least populated class in y has only 1 member, which is too few."),
    python("ValueError: n_splits=5 cannot be greater than the number of members in each class."),
  ],
  "D10-hub-offline": [
    python("urllib.error.URLError: <urlopen error [Errno -2] Name or service not known>"),
    python("huggingface_hub.errors.LocalEntryNotFoundError: Cannot find an appropriate cached snapshot folder"),
    python("httpx.ConnectError: [Errno -3] Temporary failure in name resolution"),
  ],
  "N01-pad-token": [
    python(
      "ValueError: Asking to pad but the tokenizer does not have a padding token. Please select a token to use as `pad_token`",
    ),
    python("ValueError: Cannot handle batch sizes > 1 if no padding token is defined."),
    python(
      "ValueError: You are attempting to pad samples but the tokenizer you are using (GPT2Tokenizer) does not have a pad token.",
    ),
  ],
  "N03-too-long": [
    "Token indices sequence length is longer than the specified maximum sequence length for this model (600 > 512).\n",
    python(
      "RuntimeError: The size of tensor a (600) must match the size of tensor b (512) at non-singleton dimension 1",
    ),
    python(
      "RuntimeError: The expanded size of the tensor (600) must match the existing size (512) at non-singleton dimension 1.",
    ),
  ],
  "P01-not-healthy": [
    python("urllib.error.URLError: <urlopen error [Errno 111] Connection refused>", "tests/load_test.py"),
    "container digits-api is unhealthy\n",
    python("httpx.ConnectError: All connection attempts failed", "tests/load_test.py"),
  ],
  "T01-timeout": [
    python("subprocess.TimeoutExpired: Command '['sleep', '5']' timed out after 0.2 seconds"),
    "command timed out after 600 s\n",
    "slurmstepd: error: *** JOB 12 ON n1 CANCELLED AT 2026-01-01T00:00:00 DUE TO TIME LIMIT ***\n",
  ],
};

export async function recordedFaults(classes, only) {
  const { classifyFailure } = await import("../../../dist/knowledge/fixes/classify.js");
  const { collectFailure } = await import("../../../dist/knowledge/fixes/collect.js");
  return Object.entries(RECORDED)
    .filter(([id]) => only === undefined || only.some((word) => id.startsWith(word)))
    .map(([id, messages]) => ({
      id,
      told: messages.map((stderr) => {
        const record = { exit: 1, signal: null, ended: "", stdout: "", stderr, cwd: "/p" };
        return classifyFailure(collectFailure(record), classes)[0]?.fix.id === id;
      }),
    }));
}
