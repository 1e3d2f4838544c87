using Samples.TwoTowers;

return await TwoTowerCommand.RunAsync(args, Console.Out, Console.Error);
