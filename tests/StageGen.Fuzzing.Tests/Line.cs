namespace StageGen.Fuzzing.Tests;

/// <summary>What a line of a random <c>forward</c> does.</summary>
internal enum LineKind
{
    Call,
    NestedCalls,
    Argument,
    ArgumentInPlace,
    Sum,
    Join,
    Reassign,
    Foreach,
    For,
    Repeat,
    Elements,
    Zip,
    DealtSequential,
    Helper,
    LongHelper,
    LocalFunction,
    Property,
    Condition,
    Branches,
    Choice,
    Switch,
    SwitchExpression,
    EarlyReturn,
    ListOfSkips,
    SkipsBackwards,
    Stack,
    Dictionary,
    DealtDictionary,
    Tuple,
    Swap,
    Parameter,
    Buffer,
    TiedModule,
    TiedWeight,
    Norm,
    Dropout,
    Block,
    InPlace,
    InPlaceView,
    InPlaceModule,
    NoGradient,
}

/// <summary>
/// A line as random choices only: which of the values at hand it reads, how far it moves on from their stage. Any list of lines is
/// a good model, so that a failing one is shrunk by leaving lines out.
/// </summary>
internal sealed record Line(LineKind Kind, int First, int Second, int Advance, int Length, int Variant);
