using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto;

/// <summary>
/// The vector width of all cryptography of the process: the widest the CPU has, unless a setting or the environment names another.
/// </summary>
public static class CryptoLanes
{
    /// <summary>
    /// The environment variable that holds a setting for programs that have no other; what it cannot name is as good as `auto`.
    /// </summary>
    public const string Variable = "CONSENSOOR_CRYPTO_LANES";

    private const string Auto = "auto";

    /// <summary>The widest that this CPU and runtime support.</summary>
    public static VectorWidth Widest { get; } =
        IsSupported(VectorWidth.V512) ? VectorWidth.V512 :
        IsSupported(VectorWidth.V256) ? VectorWidth.V256 :
        IsSupported(VectorWidth.V128) ? VectorWidth.V128 :
        VectorWidth.None;

    /// <summary>The width in use. Results never depend on it.</summary>
    public static VectorWidth Width { get; private set; } = Parse(Environment.GetEnvironmentVariable(Variable)) ?? Widest;

    /// <summary>Whether this CPU and runtime support a width.</summary>
    public static bool IsSupported(VectorWidth width) => width switch
    {
        VectorWidth.V512 => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported,
        VectorWidth.V256 => Vector256.IsHardwareAccelerated && Avx2.IsSupported,
        VectorWidth.V128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };

    /// <summary>
    /// Uses what a setting says: `auto` (leaves the width as it is), `512`, `256`, `128` or `none`. False where it says none of these or
    /// the CPU lacks the width.
    /// </summary>
    public static bool TryUse(string setting)
    {
        if (setting == Auto)
            return true;
        if (Parse(setting) is not { } width)
            return false;
        Width = width;
        return true;
    }

    private static VectorWidth? Parse(string? setting)
    {
        VectorWidth? width = setting switch
        {
            "512" => VectorWidth.V512,
            "256" => VectorWidth.V256,
            "128" => VectorWidth.V128,
            "none" => VectorWidth.None,
            _ => null,
        };
        return width is { } named && IsSupported(named) ? named : null;
    }
}
