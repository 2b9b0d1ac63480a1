// The requests that the suite builds from, in both languages and families.
export const DIGITS_ZH = "训练一个手写数字识别模型，CPU上单张推理延迟低于50毫秒，准确率不低于95%。";
export const DIGITS_EN =
  "Train a model that recognises handwritten digits; single-image latency on CPU below 50 ms, accuracy of at least 95%.";
export const CANCER_EN = "Predict breast cancer from table data, recall of at least 95%, latency below 50 ms on CPU.";
export const CANCER_ZH = "用表格数据预测乳腺癌，召回率不低于95%，CPU上延迟低于50毫秒。";
/** Over a table of the person's own. */
export const OWN_VOTE_EN = "Predict the vote of a person from my table";
