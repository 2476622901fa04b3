using System.Globalization;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Storage;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// Says which values a setting may have, by its path and default: a number is at least 1, a time is above 0 and at most 24 days, which
/// timers can wait (a ban, which none waits for, ten years), and a word is one of few; what differs stands in tables here.
/// </summary>
internal static class HoconRanges
{
    private const string Lanes = "consensoor.gossip.lane.";
    private const string Ban = "consensoor.wire.ban";
    private const long Day = 24L * 60 * 60 * 1000;
    private const long MostTimerDays = 24;
    private const long MostBanDays = 3650;

    private static readonly Dictionary<string, (long Least, long Most)> Numbers = new(StringComparer.Ordinal)
    {
        ["consensoor.work.workers"] = (0, 1024),
        ["consensoor.chain.state-budget-mib"] = (0, 1 << 20),
        ["consensoor.engine.embedded-blobs"] = (0, EmbeddedExecution.MaxBlobs),
        ["consensoor.builder.value"] = (1, long.MaxValue),
        ["consensoor.builder.share"] = (1, 100),
        ["consensoor.builder.bid-at"] = (1, 9_999),
        ["consensoor.production.bids.window"] = (1, 4096),
        ["consensoor.production.payload-at"] = (1, 10_000),
        ["consensoor.validators.target-gas-limit"] = (1, long.MaxValue),
        ["consensoor.validators.doppelganger-epochs"] = (0, 64),
        ["consensoor.validators.builder.min-bid"] = (0, long.MaxValue),
        ["consensoor.validators.builder.boost-factor"] = (0, long.MaxValue),
        ["consensoor.validators.builder.max-execution-payment"] = (0, long.MaxValue),
        ["consensoor.validators.keystores.memory-mib"] = (KeystoreLimits.MaxScryptBytes >> 20, 1 << 20),
        ["consensoor.validators.web3signer.connections"] = (1, 1024),
    };

    private static readonly HashSet<string> MayBeZero = new(StringComparer.Ordinal)
    {
        "consensoor.work.wait",
        "consensoor.columns.recovery-wait",
        "consensoor.columns.recovery-spread",
        "consensoor.http.grace",
    };

    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["consensoor.logging.format"] = ["text", "json"],
        ["consensoor.builder.policy"] = ["off", "fixed", "share"],
        ["consensoor.crypto.lanes"] = ["auto", "512", "256", "128", "none"],
        ["consensoor.wire.profile"] = ["auto", "public", "devnet"],
        ["consensoor.wire.partial-columns.mode"] = ["off", "sends", "on"],
        ["consensoor.wire.subnets"] = ["auto", "own", "all", "none"],
        ["consensoor.storage.engine"] = [.. ChainStoreFiles.Names.Select(static name => name.Name)],
        ["consensoor.storage.blocks"] = ["genesis", "retention"],
        ["consensoor.sync.backfill.reach"] = ["off", "retention", "genesis"],
    };

    private static readonly Dictionary<string, string[]> LaneWords = new(StringComparer.Ordinal)
    {
        ["drop"] = ["oldest", "newest"],
        ["priority"] = ["block", "payload", "aggregate", "attestation"],
    };

    /// <summary>What a setting must be whose default is an example, where its value is not that; null where it is.</summary>
    public static string? Expected(string path, string example, string value)
    {
        if (WordsOf(path) is { } words)
        {
            return words.Contains(value, StringComparer.Ordinal) ? null : $"one of {string.Join(", ", words)}";
        }

        if (path == ExecutionChoice.UrlPath)
        {
            return ExecutionChoice.TryUrl(value, out _) ? null : ExecutionChoice.Expected;
        }

        if (path == ExecutionChoice.SecretPath)
        {
            return ExecutionChoice.IsSecretFile(value) ? null : ExecutionChoice.SecretExpected;
        }

        if (path == KeyOptions.UrlPath)
        {
            return value.Length == 0 || KeyOptions.TryUrl(value, out _) ? null : KeyOptions.UrlExpected;
        }

        if (path == KeyOptions.KeystoresPath)
        {
            return value.Length == 0 || KeystoreSource.TryParse(value, out _) ? null : KeystoreSource.Expected;
        }

        if (path == "consensoor.http.origins")
        {
            return HttpCallers.AreOrigins(value) ? null : HttpCallers.OriginsExpected;
        }

        if (path == "consensoor.http.hosts")
        {
            return HttpCallers.AreHosts(value) ? null : HttpCallers.HostsExpected;
        }

        if (TryNumber(example, out _))
        {
            var (least, most) = Numbers.GetValueOrDefault(path, (1, int.MaxValue));
            return !TryNumber(value, out var number) ? $"a number, as {example} is"
                : number < least || number > most ? $"a number from {least} to {most}"
                : null;
        }

        if (NodeHocon.IsDuration(example))
        {
            var isZeroAllowed = MayBeZero.Contains(path)
                || (path.StartsWith(Lanes, StringComparison.Ordinal) && path.EndsWith(".wait", StringComparison.Ordinal));
            var mostDays = path == Ban ? MostBanDays : MostTimerDays;
            return !NodeHocon.IsDuration(value) ? $"a duration with its unit, as {example} is"
                : Milliseconds(value) is var time && (time > mostDays * Day || (time == 0 && !isZeroAllowed))
                    ? $"a duration {(isZeroAllowed ? "of 0" : "above 0")} and at most {mostDays} days"
                : null;
        }

        return example is "on" or "off" && value is not ("on" or "off" or "true" or "false" or "yes" or "no") ? "on or off" : null;
    }

    private static string[]? WordsOf(string path) => Words.TryGetValue(path, out var words)
        || (path.StartsWith(Lanes, StringComparison.Ordinal) && LaneWords.TryGetValue(path[(path.LastIndexOf('.') + 1)..], out words))
            ? words
            : null;

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    // Of a text that is a duration; a number beyond 64 bits is beyond all bounds.
    private static double Milliseconds(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var number = double.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        return number * text[digits..].Trim() switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            _ => 3_600_000,
        };
    }
}
