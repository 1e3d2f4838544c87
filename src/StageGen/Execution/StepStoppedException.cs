namespace StageGen.Execution;

/// <summary>Leads a worker out of a step that another worker's failure or a cancellation has stopped. Never leaves the pipeline.</summary>
internal sealed class StepStoppedException : Exception;
