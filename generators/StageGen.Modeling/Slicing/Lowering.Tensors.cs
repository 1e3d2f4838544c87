using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Slicing;

// Parameters and buffers of the model itself: values that are there from the start. One stage owns each, and hands it to others.
internal sealed partial class Lowering
{
    private readonly Dictionary<string, Variable> tensors = [];
    private HashSet<string>? locals;

    /// <summary>The parameters and buffers that <c>forward</c> uses.</summary>
    private IEnumerable<Variable> Tensors => tensors.Values;

    /// <summary>
    /// The variable of a parameter or buffer. Where another stage needs it, its parameter has the field's name and hides it, so that
    /// the code stays as it is; a field that a local hides already goes by another name.
    /// </summary>
    private Variable FindTensor(string name, bool isQualified)
    {
        locals ??= [.. forward.Syntax.DescendantNodes().Select(node => node switch
        {
            ParameterSyntax parameter => parameter.Identifier.ValueText,
            VariableDeclaratorSyntax declarator => declarator.Identifier.ValueText,
            SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
            ForEachStatementSyntax loop => loop.Identifier.ValueText,
            _ => "",
        })];
        bool isHidden = isQualified && locals.Contains(name);
        string key = isHidden ? "this." + name : name;
        if (tensors.TryGetValue(key, out var variable)) return variable;
        var type = members.TensorType(name)!;
        variable = new Variable(isHidden ? names.Unique(name + "Field") : name, VariableKind.Member, type, "var") { Member = name };
        var step = isHidden
            ? new Step { Form = StepForm.Assign, Text = key, Placement = Placement.Once }
            : new Step { Form = StepForm.Member, Text = "", Placement = Placement.Once };
        if (members.TensorStage(name) is { } stage) step.PlaceIn(stage);
        steps.Insert(0, step);
        Give(variable, step);
        submodules.Add(name);
        return tensors[key] = variable;
    }
}
