namespace StageGen.Tool.Tests;

/// <summary>
/// A library with two models and programs of several kinds in a temporary folder: what the tests of <c>profile</c> ask of.
/// </summary>
public sealed class ProfiledProjects : IDisposable
{
    public ProfiledProjects()
    {
        Write("Library", "", $"""
            <Reference Include="{Path.Combine(AppContext.BaseDirectory, "StageGen.dll")}" />
            <Reference Include="{Path.Combine(AppContext.BaseDirectory, "StageGen.Scheduling.dll")}" />
            <Reference Include="{Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll")}" />
            """, "");
        File.WriteAllText(In("Library/Models.cs"), PlannedProject.Head + Model("One") + Model("Two"));
        const string Program = "<OutputType>Exe</OutputType>";
        string library = """<ProjectReference Include="../Library/Library.csproj" />""";
        Write("Program", Program, library, "");
        Write("Strange", Program, "", "");
        Write("Switched", Program + "<StartupHookSupport>false</StartupHookSupport>", library, "");
        Write("Damaged", Program, library,
            """<Target Name="Damage" AfterTargets="Build"><WriteLinesToFile File="$(TargetPath)" Lines="no program" Overwrite="true" /></Target>""");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("stagegen-profile").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string In(string name) => Path.Combine(Folder, name);

    private static string Model(string name) => $$"""
        [Pipeline]
        public sealed partial class {{name}} : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear only = Linear(8, 4);
            public {{name}}() : base("{{name}}") { RegisterComponents(); }
            public override Tensor forward([Shape("batch", 8)] Tensor x) => only.call(x);
        }

        """;

    private void Write(string name, string properties, string items, string rest)
    {
        _ = Directory.CreateDirectory(In(name));
        File.WriteAllText(In($"{name}/{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                {properties}
              </PropertyGroup>
              <ItemGroup>{items}</ItemGroup>
              {rest}
            </Project>
            """);
        if (properties.Length > 0) File.WriteAllText(In($"{name}/Main.cs"), """System.Console.WriteLine("ran");""");
    }
}
