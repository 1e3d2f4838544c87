// What a forward holds is measured in bytes of the process: no test may allocate beside another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
