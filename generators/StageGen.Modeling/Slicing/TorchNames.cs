namespace StageGen.Modeling.Slicing;

/// <summary>What slicing knows of TorchSharp and of the base library by name.</summary>
internal static class TorchNames
{
    /// <summary>Drawn anew at each call: never computed twice.</summary>
    public static readonly HashSet<string> Random =
    [
        "rand", "rand_like", "randn", "randn_like", "randint", "randint_like", "randperm", "bernoulli", "bernoulli_", "multinomial",
        "normal", "normal_", "poisson", "binomial", "uniform_", "exponential_", "geometric_", "cauchy_", "log_normal_", "random_",
        "dropout", "dropout1d", "dropout2d", "dropout3d", "dropout_", "alpha_dropout", "feature_dropout", "feature_alpha_dropout",
        "rrelu", "gumbel_softmax", "Next", "NextInt64", "NextDouble", "NextSingle", "NextBytes",
    ];

    /// <summary>Members of a tensor that say nothing of its contents.</summary>
    public static readonly HashSet<string> Metadata =
    [
        "size", "shape", "dim", "ndim", "Dimensions", "device", "device_type", "dtype", "numel", "NumberOfElements", "is_cuda",
        "requires_grad", "layout", "stride", "is_sparse", "element_size", "Length", "Count", "HasValue",
    ];

    /// <summary>Properties of a module that do not need its device.</summary>
    public static readonly HashSet<string> ModuleMetadata = ["Count", "Length", "training"];

    /// <summary>Namespaces and static classes whose methods compute from their arguments and nothing else.</summary>
    public static readonly HashSet<string> PureRoots =
    [
        "torch", "TorchSharp", "nn", "functional", "F", "linalg", "fft", "special", "TensorIndex", "Math", "MathF", "Enumerable",
        "Array", "BitConverter", "Convert", "string", "int", "long", "float", "double", "bool", "global",
    ];

    /// <summary>Types whose construction has no effect but the new object.</summary>
    public static readonly HashSet<string> PureTypes =
        ["List", "Dictionary", "HashSet", "Stack", "Queue", "Tuple", "ValueTuple", "StringBuilder", "Range", "Index"];

    /// <summary>Methods that put an element at the end of a list, a stack or a queue.</summary>
    public static readonly HashSet<string> Adders = ["Add", "Push", "Enqueue"];

    /// <summary>Methods that take an element off: the last of a stack, the first of a queue.</summary>
    public static readonly HashSet<string> Takers = ["Pop", "Dequeue"];

    /// <summary>Methods that change the list they are called on, whatever they return.</summary>
    public static readonly HashSet<string> ListChangers =
    [
        .. Adders, .. Takers, "AddRange", "Insert", "InsertRange", "Remove", "RemoveAt", "RemoveAll", "RemoveRange", "Clear",
        "Reverse", "Sort", "TryPop", "TryDequeue", "PushRange", "Fill",
    ];

    /// <summary>What opens a scope that lasts to the end of the method: it is opened in every stage.</summary>
    public static readonly HashSet<string> AmbientScopes =
        ["NewDisposeScope", "WrappedTensorDisposeScope", "no_grad", "enable_grad", "inference_mode", "inference_mode_guard",
            "set_grad_enabled"];

    /// <summary>The scope among <see cref="AmbientScopes"/> that disposes what is made in it.</summary>
    public const string DisposeScope = "NewDisposeScope";

    /// <summary>Methods of a module that concern all its submodules.</summary>
    public static readonly HashSet<string> WholeModel =
    [
        "parameters", "named_parameters", "buffers", "named_buffers", "children", "named_children", "modules",
        "named_modules", "state_dict", "load_state_dict", "get_parameter", "get_buffer", "has_parameter", "has_buffer", "train", "eval",
        "zero_grad", "apply", "to", "cpu", "cuda", "requires_grad_", "save", "load", "register_module", "register_parameter",
        "register_buffer", "RegisterComponents",
    ];

    /// <summary>Functions of <c>torch.nn</c> that make a module with parameters.</summary>
    public static readonly HashSet<string> ModuleFactories =
    [
        "Linear", "Bilinear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d",
        "Embedding", "EmbeddingBag", "LayerNorm", "GroupNorm", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm1d",
        "InstanceNorm2d", "InstanceNorm3d", "PReLU", "RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell", "MultiheadAttention",
        "Transformer", "TransformerEncoder", "TransformerDecoder", "TransformerEncoderLayer", "TransformerDecoderLayer",
    ];

    /// <summary>Functions that set the random generator of the process.</summary>
    public static readonly HashSet<string> Seeds = ["manual_seed", "manual_seed_all", "set_rng_state"];

    /// <summary>Whether a method changes the tensor it is called on (<c>add_</c>).</summary>
    public static bool IsInPlace(string method) =>
        method.Length > 1 && method[method.Length - 1] == '_' && method[method.Length - 2] != '_';
}
