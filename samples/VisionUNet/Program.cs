using Samples.Vision;

return await VisionCommand.RunAsync(args, Console.Out, Console.Error);
