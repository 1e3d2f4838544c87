using System.Reflection;
using static TorchSharp.torch.nn;
using Module = TorchSharp.torch.nn.Module;

namespace StageGen;

/// <summary>Sees what goes into a module and what comes out, and may put something else in its place.</summary>
internal interface ICallObserver
{
    /// <summary>A call begins; <paramref name="inputs"/> is a tuple of its arguments.</summary>
    T Entering<T>(Module module, T inputs);

    /// <summary>The call that began last ends.</summary>
    T Leaving<T>(Module module, T output);
}

/// <summary>
/// Hooks a module whatever it takes and returns. They fire where it is called through <c>call</c>; <c>forward</c> passes them by.
/// </summary>
internal static class CallHooks
{
    /// <summary>Hooks a module; where it cannot be called, there is nothing to hook.</summary>
    /// <returns>What takes the hooks off again.</returns>
    public static IEnumerable<Action> Add(Module module, ICallObserver observer)
    {
        for (Type? type = module.GetType(); type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.DeclaringType == typeof(TorchSharp.torch.nn)
                && type.Name.StartsWith("Module`", StringComparison.Ordinal))
            {
                Type[] arguments = type.GetGenericArguments();
                MethodInfo hook = typeof(CallHooks).GetMethod($"Hook{arguments.Length - 1}", BindingFlags.NonPublic | BindingFlags.Static)!;
                return (Action[])hook.MakeGenericMethod(arguments).Invoke(null, [module, observer])!;
            }
        }

        return [];
    }

    private static Action[] Hook1<T, TResult>(Module<T, TResult> module, ICallObserver observer) =>
    [
        module.register_forward_pre_hook((m, input) => observer.Entering(m, input)).remove,
        module.register_forward_hook((m, _, output) => observer.Leaving(m, output)).remove,
    ];

    private static Action[] Hook2<T1, T2, TResult>(Module<T1, T2, TResult> module, ICallObserver observer) =>
    [
        module.register_forward_pre_hook((m, a, b) => observer.Entering(m, (a, b))).remove,
        module.register_forward_hook((m, _, _, output) => observer.Leaving(m, output)).remove,
    ];

    private static Action[] Hook3<T1, T2, T3, TResult>(Module<T1, T2, T3, TResult> module, ICallObserver observer) =>
    [
        module.register_forward_pre_hook((m, a, b, c) => observer.Entering(m, (a, b, c))).remove,
        module.register_forward_hook((m, _, _, _, output) => observer.Leaving(m, output)).remove,
    ];

    private static Action[] Hook4<T1, T2, T3, T4, TResult>(Module<T1, T2, T3, T4, TResult> module, ICallObserver observer) =>
    [
        module.register_forward_pre_hook((m, a, b, c, d) => observer.Entering(m, (a, b, c, d))).remove,
        module.register_forward_hook((m, _, _, _, _, output) => observer.Leaving(m, output)).remove,
    ];

    private static Action[] Hook5<T1, T2, T3, T4, T5, TResult>(Module<T1, T2, T3, T4, T5, TResult> module, ICallObserver observer) =>
    [
        module.register_forward_pre_hook((m, a, b, c, d, e) => observer.Entering(m, (a, b, c, d, e))).remove,
        module.register_forward_hook((m, _, _, _, _, _, output) => observer.Leaving(m, output)).remove,
    ];

    private static Action[] Hook6<T1, T2, T3, T4, T5, T6, TResult>(Module<T1, T2, T3, T4, T5, T6, TResult> module,
        ICallObserver observer) =>
        [
            module.register_forward_pre_hook((m, a, b, c, d, e, f) => observer.Entering(m, (a, b, c, d, e, f))).remove,
            module.register_forward_hook((m, _, _, _, _, _, _, output) => observer.Leaving(m, output)).remove,
        ];
}
