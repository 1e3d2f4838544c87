using System.Reflection;
using TorchSharp;

namespace StageGen;

/// <summary>Measures a model that is made as its attributes say, and saves what was measured.</summary>
internal static class ModelProfiling
{
    /// <summary>Does what a request asks for; what stands in the way is written to <paramref name="errors"/>.</summary>
    /// <returns>The process's exit code.</returns>
    public static int Run(string request, TextWriter errors)
    {
        try
        {
            Measure(ProfileRequest.Of(request));
            return 0;
        }
        catch (Exception problem)
        {
            errors.WriteLine(problem is InvalidOperationException or IOException or PipelineException
                ? problem.Message
                : problem.ToString());
            return 1;
        }
    }

    /// <summary>Makes the model, measures it and saves its profile.</summary>
    public static void Measure(ProfileRequest request)
    {
        SubmoduleProfile.CheckCanSave(request.File);
        Type type = Assembly.Load(request.Assembly).GetType(request.Model, throwOnError: true)!;
        TypicalModel made = TypicalModel.Of(type);
        using torch.nn.Module model = made.Model;
        MethodInfo toPipeline =
            type.GetMethod("ToPipeline", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [typeof(PipelineOptions)])
            ?? throw new InvalidOperationException(
                $"{type} has no generated ToPipeline: the project was built without StageGen's generator.");
        using var pipeline = (Pipeline)toPipeline.Invoke(model, BindingFlags.DoNotWrapExceptions, null,
            [new PipelineOptions { Devices = request.Devices }], null)!;
        using DisposeScope scope = torch.NewDisposeScope();
        object?[] inputs = made.Inputs(request.Batch, pipeline.Microbatches, request.WholeNumbers);
        pipeline.MeasureSubmodules(inputs, torch.zeros(made.Batch)).Save(request.File);
    }

    /// <summary>The mean of all that <c>forward</c> returns: a loss that sends a gradient to every part of it.</summary>
    public static torch.Tensor MeanOf(object? output)
    {
        torch.Tensor? loss = null;
        _ = TensorTree.Map(output, tensor =>
        {
            if (tensor.requires_grad)
            {
                torch.Tensor mean = tensor.to(torch.ScalarType.Float32).mean();
                loss = loss is null ? mean : loss + mean;
            }

            return tensor;
        });
        return loss
            ?? throw new InvalidOperationException("Nothing that forward returns wants a gradient: there is no backward to measure.");
    }
}
