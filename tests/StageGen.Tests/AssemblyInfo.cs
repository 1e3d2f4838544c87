// Many tests count live tensors or set process-wide thread counts: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
