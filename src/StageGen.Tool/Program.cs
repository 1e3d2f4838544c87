using StageGen.Tool;

return ToolCommand.Create().Parse(args).Invoke();
