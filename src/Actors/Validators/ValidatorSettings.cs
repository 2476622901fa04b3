using Consensoor.Interop.Keys;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Validators;

/// <summary>What validators are told by the operator.</summary>
public sealed record ValidatorSettings
{
    /// <summary>The chain.</summary>
    public required ChainSpec Spec { get; init; }

    /// <summary>The keys.</summary>
    public required IValidatorSigner Signer { get; init; }

    /// <summary>Cells of blobs for data columns.</summary>
    public required IKzg Kzg { get; init; }

    /// <summary>Who receives the fees of payloads built here.</summary>
    public ExecutionAddress FeeRecipient { get; init; }

    /// <summary>The gas limit payloads built here move towards.</summary>
    public ulong TargetGasLimit { get; init; } = 60_000_000;

    /// <summary>Thirty-two bytes of one's own in each block.</summary>
    public Bytes32 Graffiti { get; init; }

    /// <summary>Text as graffiti: UTF-8, cut at 32 bytes.</summary>
    public static Bytes32 GraffitiOf(string text)
    {
        var bytes = new byte[32];
        System.Text.Encoding.UTF8.GetEncoder().Convert(text, bytes, flush: false, out _, out _, out _);
        return new Bytes32(bytes);
    }
}
