using System.Globalization;
using System.Text;
using Akka.Configuration;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Hosting;

/// <summary>Holds what the operator says of payloads and blocks built here: `consensoor.validators` in HOCON.</summary>
public sealed record ValidatorOptions(ExecutionAddress FeeRecipient, ulong TargetGasLimit, string Graffiti)
{
    /// <summary>The largest gas limit that is taken; execution layers count gas in signed 64-bit numbers.</summary>
    public const ulong MaxGasLimit = long.MaxValue;

    internal const string FeeRecipientPath = "consensoor.validators.fee-recipient";
    internal const string GraffitiPath = "consensoor.validators.graffiti";
    internal const string TargetGasLimitPath = "consensoor.validators.target-gas-limit";

    private const string Consensoor = "consensoor.";
    private const int GraffitiLength = 32;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the settings from `consensoor` of a configuration; throws ConfigurationException for one that is none.</summary>
    public static ValidatorOptions From(Config consensoor)
    {
        string Text(string path) => consensoor.GetString(path[Consensoor.Length..]) ?? "";
        var (recipient, graffiti, limit) = (Text(FeeRecipientPath), Text(GraffitiPath), Text(TargetGasLimitPath));
        if (!TryFeeRecipient(recipient, out var address))
        {
            throw new ConfigurationException($"{FeeRecipientPath}: '{recipient}' is not an address of 20 bytes in 0x hex");
        }

        if (!TryGraffiti(graffiti, out _))
        {
            throw new ConfigurationException($"{GraffitiPath}: '{graffiti}' is longer than {GraffitiLength} bytes in UTF-8");
        }

        return ulong.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var gas) && gas is > 0 and <= MaxGasLimit
            ? new ValidatorOptions(address, gas, graffiti)
            : throw new ConfigurationException($"{TargetGasLimitPath}: '{limit}' is not an amount of gas above zero");
    }

    /// <summary>Reads an address of 20 bytes in 0x hex.</summary>
    public static bool TryFeeRecipient(string text, out ExecutionAddress address)
    {
        address = default;
        return text.StartsWith("0x", StringComparison.Ordinal) && ExecutionAddress.TryParse(text, out address);
    }

    /// <summary>Writes text as graffiti, padded with zeros; false where it takes more than 32 bytes or is no text.</summary>
    public static bool TryGraffiti(string text, out Bytes32 graffiti)
    {
        graffiti = default;
        if (text.Length > GraffitiLength)
        {
            return false;
        }

        try
        {
            var bytes = Utf8.GetBytes(text);
            if (bytes.Length > GraffitiLength)
            {
                return false;
            }

            Array.Resize(ref bytes, GraffitiLength);
            graffiti = new Bytes32(bytes);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
