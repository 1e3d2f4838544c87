// Thread counts and the garbage collector's regions are the process's: one model at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
