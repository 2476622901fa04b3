using System.Text.Json;
using Consensoor.Messages;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Keys.Proposers;

/// <summary>Reads and writes `BuilderConfig` of the keymanager API, and in files `enabled` besides.</summary>
public static class BuilderConfigJson
{
    /// <summary>
    /// Reads what is said of builders; what is wrong the reader says. A member that nobody knows is refused where
    /// <paramref name="isStrict"/>, else left aside; null counts as left out. Where it is said for one block, a builder that cannot be
    /// asked costs no other its bid (Beacon API, `produceBlockV4`): URLs that are none and builders named twice are given as they stand.
    /// </summary>
    public static BuilderConfig? Read(
        JsonElement value, string where, ProposerReader reader, bool isStrict, bool isForOneBlock = false)
    {
        var config = BuilderConfig.None;
        foreach (var (name, member) in reader.Members(value, where))
        {
            var at = $"{where}.{name}";
            config = (member.ValueKind == JsonValueKind.Null ? "" : name) switch
            {
                "" => config,
                "min_bid" => config with { MinBid = reader.Number(member, at) },
                "builder_boost_factor" => config with { BoostFactor = reader.Number(member, at) },
                "builders" => config with { Builders = Entries(member, at, reader, isStrict, isForOneBlock) },
                "enabled" when isStrict => config with { IsEnabled = reader.Flag(member, at) },
                _ => isStrict ? reader.Unknown(config, at) : config,
            };
        }

        return reader.Problem is null ? config : null;
    }

    /// <summary>Writes what is said, and leaves out what follows the defaults.</summary>
    public static void Write(Utf8JsonWriter json, BuilderConfig config)
    {
        json.WriteStartObject();
        if (config.IsEnabled is { } isEnabled)
        {
            json.WriteBoolean("enabled", isEnabled);
        }

        WriteNumber(json, "min_bid", config.MinBid);
        WriteNumber(json, "builder_boost_factor", config.BoostFactor);
        if (config.Builders is { } builders)
        {
            json.WriteStartArray("builders");
            foreach (var entry in builders)
            {
                WriteEntry(json, entry);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static List<BuilderEntry> Entries(
        JsonElement value, string where, ProposerReader reader, bool isStrict, bool isForOneBlock)
    {
        var entries = new List<BuilderEntry>();
        var seen = new HashSet<(string Url, ByteList Auth)>();
        foreach (var (at, item) in reader.Items(value, where, BuilderConfig.MaxBuilders))
        {
            if (Entry(item, at, reader, isStrict, isForOneBlock) is not { } entry)
            {
                break;
            }

            if (!isForOneBlock && !seen.Add((entry.Url, entry.Auth)))
            {
                reader.Fail($"{at} has the url and the auth_data of an entry before it");
            }

            entries.Add(entry);
        }

        return entries;
    }

    private static BuilderEntry? Entry(
        JsonElement value, string where, ProposerReader reader, bool isStrict, bool isForOneBlock)
    {
        var entry = new BuilderEntry("", null, [], null, null, null);
        foreach (var (name, member) in reader.Members(value, where))
        {
            var at = $"{where}.{name}";
            entry = (member.ValueKind == JsonValueKind.Null ? "" : name) switch
            {
                "" => entry,
                "url" => entry with { Url = Url(member, at, reader, isForOneBlock) ?? "" },
                "auth_data" => entry with { AuthData = Auth(member, at, reader) },
                "builder_pubkeys" => entry with { BuilderPubkeys = Pubkeys(member, at, reader) },
                "max_execution_payment" => entry with { MaxExecutionPayment = reader.Number(member, at) },
                "min_bid" => entry with { MinBid = reader.Number(member, at) },
                "builder_boost_factor" => entry with { BoostFactor = reader.Number(member, at) },
                _ => isStrict ? reader.Unknown(entry, at) : entry,
            };
        }

        if (entry.Url.Length == 0)
        {
            reader.Fail($"{where} has no url");
        }

        return reader.Problem is null ? entry : null;
    }

    private static string? Url(JsonElement value, string where, ProposerReader reader, bool isForOneBlock)
    {
        if (reader.Text(value, where, BuilderEntry.MaxUrl) is { } text)
        {
            if (isForOneBlock || IsUrl(text))
            {
                return text;
            }

            reader.Fail($"{where} is no URL http://HOST or https://HOST");
        }

        return null;
    }

    /// <summary>Says whether a text is the URL of a builder, which goes through a header: of ASCII letters without spaces.</summary>
    public static bool IsUrl(string text) => text.Length <= BuilderEntry.MaxUrl
        && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.Host.Length > 0;

    private static ByteList? Auth(JsonElement value, string where, ProposerReader reader)
    {
        if (reader.Text(value, where, 2 + (2 * BuilderEntry.MaxAuthData)) is not { } text)
        {
            return null;
        }

        var isHex = text.StartsWith("0x", StringComparison.Ordinal) && text.Length > 2 && text.Length % 2 == 0
            && text.AsSpan(2).IndexOfAnyExcept("0123456789abcdefABCDEF") < 0;
        if (!isHex)
        {
            reader.Fail($"{where} is not 1 to {BuilderEntry.MaxAuthData} bytes in 0x hex");
            return null;
        }

        return ByteList.Adopt(Convert.FromHexString(text.AsSpan(2)));
    }

    private static List<BLSPubkey> Pubkeys(JsonElement value, string where, ProposerReader reader)
    {
        var keys = new List<BLSPubkey>();
        foreach (var (at, item) in reader.Items(value, where, BuilderEntry.MaxPubkeys))
        {
            if (reader.Text(item, at, 2 + (2 * BLSPubkey.Length)) is { } text && reader.Pubkey(text, at) is { } key)
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private static void WriteEntry(Utf8JsonWriter json, BuilderEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("url", entry.Url);
        if (entry.AuthData is { } auth)
        {
            json.WriteString("auth_data", auth.ToString());
        }

        json.WriteStartArray("builder_pubkeys");
        foreach (var key in entry.BuilderPubkeys)
        {
            json.WriteStringValue(key.ToString());
        }

        json.WriteEndArray();
        WriteNumber(json, "max_execution_payment", entry.MaxExecutionPayment);
        WriteNumber(json, "min_bid", entry.MinBid);
        WriteNumber(json, "builder_boost_factor", entry.BoostFactor);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, ulong? number)
    {
        if (number is { } given)
        {
            json.WriteString(name, $"{given}");
        }
    }
}
