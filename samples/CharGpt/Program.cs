using Samples;

return await CharGptCommand.RunAsync(args, Console.Out, Console.Error);
