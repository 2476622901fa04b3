using System.Globalization;
using System.Net;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli;

/// <summary>Reads the values of options from text.</summary>
internal static class CliText
{
    public const string PathExpected = "a path";
    public const string RangeExpected = "a range A..B";
    public const string SwitchExpected = "on or off";
    public const string PortExpected = "a port, 0 to 65535";

    private const int MaxPort = 65_535;
    private const int MaxPath = 4_096;

    public static readonly string PresetExpected = $"a preset; there are {string.Join(" and ", ChainSpecs.PresetNames)}";

    public static readonly string[] Forks = [.. ForkNames.All.Select(static fork => fork.Text())];

    public static bool TryFork(string text, out ForkName value)
    {
        value = (ForkName)Array.IndexOf(Forks, text.ToLowerInvariant());
        return value >= ForkName.Phase0;
    }

    public static bool TryPath(string text, out string value)
    {
        value = text;
        return text.Length is > 0 and <= MaxPath && !text.Contains('\0', StringComparison.Ordinal);
    }

    /// <summary>Reads a switch in the words of HOCON and of shells.</summary>
    public static bool TrySwitch(string text, out bool value)
    {
        value = text.ToLowerInvariant() is "on" or "true" or "yes" or "1";
        return value || text.ToLowerInvariant() is "off" or "false" or "no" or "0";
    }

    public static bool TryPort(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= MaxPort;

    public static bool TryPeer(string text, out Multiaddr value) =>
        Multiaddr.TryParse(text, out value!) && value.LinkEndPoint is { Port: > 0 } && value.Peer is not null;

    /// <summary>Reads the URL of a server, a user and password in it or not, and gives it with a slash at its end.</summary>
    public static bool TryServer(string text, out Uri? value)
    {
        value = text.Length <= MaxPath && Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var uri)
            && uri is { Scheme: "http" or "https", Host.Length: > 0, Query.Length: 0, Fragment.Length: 0 } ? uri : null;
        return value is not null;
    }

    /// <summary>Reads the URLs of servers, joined by commas, and gives the first.</summary>
    public static bool TryFirstServer(string text, out Uri? value)
    {
        value = null;
        foreach (var one in text.Split(','))
        {
            if (!TryServer(one, out var server))
            {
                return false;
            }

            value ??= server;
        }

        return true;
    }

    public static bool TryBootNode(string text, out string value)
    {
        value = text;
        return Interop.Discovery.Records.BootNodes.Problem(text) is null;
    }

    public static bool TryRoot(string text, out Root value)
    {
        value = default;
        return text.Length == 66 && text.StartsWith("0x", StringComparison.Ordinal) && Root.TryParse(text, out value);
    }

    public static bool TryNumber(string text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    public static bool TryCount(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    public static bool TryAddress(string text, out IPAddress value)
    {
        value = IPAddress.Loopback;
        return text.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IsDottedOrV6(text) && IPAddress.TryParse(text, out value!));
    }

    public static bool TryLogLevel(string text, out string value)
    {
        value = text.ToUpperInvariant();
        return LogLevels.Names.Contains(value, StringComparer.Ordinal);
    }

    public static bool TryPreset(string text, out string value)
    {
        value = text.ToLowerInvariant();
        return ChainSpecs.PresetNames.Contains(value, StringComparer.Ordinal);
    }

    public static bool TryFeeRecipient(string text, out string value)
    {
        value = text;
        return ValidatorOptions.TryFeeRecipient(text, out _);
    }

    public static bool TryGraffiti(string text, out string value)
    {
        value = text;
        return Messages.BlockGraffiti.TryText(text, out _);
    }

    /// <summary>Reads a gas limit in millions of gas.</summary>
    public static bool TryGasLimitMillions(string text, out ulong value) =>
        TryNumber(text, out value) && value > 0 && value <= ValidatorOptions.MaxGasLimit / 1_000_000;

    /// <summary>Reads `A..B`, the numbers from A up to but not including B.</summary>
    public static bool TryRange(string text, out (int First, int Count)? value)
    {
        value = null;
        var parts = text.Split("..");
        if (
            parts.Length != 2
                || !TryCount(parts[0], out var first)
                || !TryCount(parts[1], out var end)
                || end <= first
                || end - first > RunOptions.MaxInteropValidators)
        {
            return false;
        }

        value = (first, end - first);
        return true;
    }

    // IPAddress.TryParse takes "1" for 0.0.0.1 and numbers in octal, which nobody means.
    private static bool IsDottedOrV6(string text) => text.Contains(':', StringComparison.Ordinal)
        || (
            text.Split('.') is { Length: 4 } parts
                && parts.All(
                    static part => part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0')));
}
