using StageGen;

/// <summary>
/// What .NET calls before a program's Main where <c>DOTNET_STARTUP_HOOKS</c> names this assembly, as <c>dotnet stagegen profile</c> does:
/// the program's own process, with its libraries and settings, measures one of its models and ends. Without a request nothing happens.
/// </summary>
internal static class StartupHook
{
    /// <summary>Called by .NET.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(ProfileRequest.Variable) is { Length: > 0 } request)
        {
            Environment.Exit(ModelProfiling.Run(request, Console.Error));
        }
    }
}
