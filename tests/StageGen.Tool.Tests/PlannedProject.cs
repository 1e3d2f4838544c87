using System.CommandLine;
using System.Text.Json.Nodes;

namespace StageGen.Tool.Tests;

/// <summary>A project of some models in a temporary folder, read once: what the tests of <c>plan</c> plan.</summary>
public sealed class PlannedProject : IDisposable
{
    private readonly Lazy<IReadOnlyList<string>> arguments;

    public PlannedProject()
    {
        Write("App.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{Path.Combine(AppContext.BaseDirectory, "StageGen.dll")}" />
                <Reference Include="{Path.Combine(AppContext.BaseDirectory, "StageGen.Scheduling.dll")}" />
                <Reference Include="{Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll")}" />
                <AdditionalFiles Include="**/*.stageprofile.json" />
              </ItemGroup>
            </Project>
            """);
        Write("Models/Towers.cs", Head + """
            [Pipeline(Microbatches = 4)]
            [Typical("batch", 64)]
            [Device("cuda:0", Memory = "1GB")]
            [Device("cuda:1", Memory = "1GB")]
            public sealed partial class Lopsided : Module<Tensor, Tensor>
            {
                [Stage(0)] private readonly Linear one = Linear(256, 256);
                [Stage(0)] private readonly Linear two = Linear(256, 256);
                [Stage(0)] private readonly Linear three = Linear(256, 256);
                [Stage(1)] private readonly Linear four = Linear(256, 256);
                public Lopsided() : base("Lopsided") { RegisterComponents(); }
                public override Tensor forward([Shape("batch", 256)] Tensor x) => four.call(three.call(two.call(one.call(x))));
            }

            [Pipeline(Stages = 2, Microbatches = 4)]
            [Typical("batch", 64)]
            public sealed partial class Unstaged : Module<Tensor, Tensor>
            {
                private readonly Linear one = Linear(256, 256);
                private readonly Linear two = Linear(256, 256);
                private readonly Linear three = Linear(256, 4096);
                public Unstaged() : base("Unstaged") { RegisterComponents(); }
                public override Tensor forward([Shape("batch", 256)] Tensor x) => three.call(two.call(one.call(x)));
            }

            [Pipeline(Schedule = PipelineSchedule.GPipe)]
            public sealed partial class Vague : Module<Tensor, Tensor>
            {
                [Stage(0)] private readonly Linear first;
                [Stage(1)] private readonly Linear second;
                public Vague(int width) : base("Vague") { first = Linear(8, width); second = Linear(width, 8); RegisterComponents(); }
                public override Tensor forward([Shape("batch", 8)] Tensor x) => second.call(first.call(x));
            }

            """);
        Write("Models/Alone.cs", Head + """
            [Pipeline]
            public sealed partial class Alone : Module<Tensor, Tensor>
            {
                [Stage(0)] private readonly Linear only = Linear(8, 4);
                public Alone() : base("Alone") { RegisterComponents(); }
                public override Tensor forward([Shape("batch", 8)] Tensor x) => only.call(x);
            }

            """);
        Write("Models/Graphs.cs", Head + """
            [Pipeline(Schedule = PipelineSchedule.Interleaved, Microbatches = 4, StagesPerDevice = 2)]
            [Typical("batch", 64)]
            [Device("cuda:0", Memory = "4MB")]
            [Device("cuda:1", Memory = "100KB")]
            public sealed partial class Towers : Module<Tensor, Tensor, Tensor>
            {
                [Stage(0)] private readonly Linear image1 = Linear(64, 128);
                [Stage(0)] private readonly Linear image2 = Linear(128, 128);
                [Stage(1)] private readonly Linear textWithAVeryLongNameIndeed = Linear(64, 128);
                [Stage(2)] private readonly Linear join = Linear(256, 128);
                [Stage(3)] private readonly Linear left = Linear(128, 10);
                [Stage(3)] private readonly Linear right = Linear(128, 10);
                public Towers() : base("Towers") { RegisterComponents(); }
                public override Tensor forward([Shape("batch", 64)] Tensor image, [Shape("batch", 64)] Tensor text)
                {
                    var seen = image2.call(image1.call(image));
                    var read = textWithAVeryLongNameIndeed.call(text);
                    var joined = join.call(cat([seen, read], 1));
                    return left.call(joined) + right.call(joined);
                }
            }

            [Pipeline(Microbatches = 8)]
            [Typical("batch", 64)]
            public sealed partial class Deep : Module<Tensor, Tensor>
            {
                [Stage(0)] private readonly Linear first = Linear(64, 128);
                [Stages(0, 3, Split = [20, 10, 17, 13])] private readonly ModuleList<Linear> layers = new(Enumerable.Range(0, 60).Select(_ => Linear(128, 128)).ToArray());
                [Stage(3)] private readonly Linear last = Linear(256, 10);
                public Deep() : base("Deep") { RegisterComponents(); }
                public override Tensor forward([Shape("batch", 64)] Tensor x)
                {
                    x = first.call(x);
                    var skip = x;
                    foreach (var layer in layers) x = layer.call(x);
                    return last.call(cat([x, skip], 1));
                }
            }

            [Pipeline]
            [Typical("batch", 8)]
            public sealed partial class Opaque : Module<Tensor, Tensor>
            {
                [Stage(0)] private readonly Linear first = Linear(64, 128);
                [Stage(1)] private readonly Module<Tensor, Tensor> inner;
                [Stage(2)] private readonly Linear last = Linear(128, 10);
                public Opaque(Module<Tensor, Tensor> inner) : base("Opaque") { this.inner = inner; RegisterComponents(); }
                public override Tensor forward([Shape("batch", 64)] Tensor x) => last.call(inner.call(first.call(x)));
            }

            """);
        Write("Models/Broken.cs", Head + """
            [Pipeline]
            public sealed class Broken : Module<Tensor, Tensor>
            {
                [Stage(0)] private readonly Linear only = Linear(8, 4);
                public Broken() : base("Broken") { RegisterComponents(); }
                public override Tensor forward([Shape("batch", 8)] Tensor x) => only.call(x);
            }

            """);
        arguments = new(() =>
        {
            var (build, command) = (new ProjectBuild(), new Command("read"));
            build.AddTo(command);
            return build.CompilerArguments(command.Parse([]), ProjectPlace.Find(Folder));
        });
    }

    /// <summary>The using directives that every model's file begins with.</summary>
    public static string Head =>
        "using StageGen;\nusing TorchSharp.Modules;\nusing static TorchSharp.torch;\nusing static TorchSharp.torch.nn;\n\nnamespace App;\n\n";

    public string Folder { get; } = Directory.CreateTempSubdirectory("stagegen-plan").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string In(string name) => Path.Combine(Folder, name);

    public void Write(string name, string content)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), content);
    }

    /// <summary>Plans a model, as the command does once the project is read.</summary>
    internal PlannedModel Plan(string model, string options = "")
    {
        var (plan, command) = (new PlanOptions(), new Command("plan"));
        plan.AddTo(command);
        var project = ModelProject.Open(ProjectPlace.Find(Folder), arguments.Value);
        return PlannedModel.Of(project, project.Models(model).Single(), plan, command.Parse(options));
    }

    internal string Table(string model, string options = "")
    {
        var output = new StringWriter();
        PlanTable.Write(output, Plan(model, options));
        return output.ToString().ReplaceLineEndings("\n");
    }

    internal JsonObject Json(string model, string options = "") => PlanJson.Of(Plan(model, options));
}
