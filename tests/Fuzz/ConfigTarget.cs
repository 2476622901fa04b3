using System.Globalization;
using System.Text;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz;

/// <summary>
/// Reads configurations made of the real files: keys with extreme values of their types, lines that go, come twice or change places, YAML
/// that means something to a reader who
/// follows it, and flipped characters. What is taken must write and read back the same; what is refused must say so in one short line.
/// </summary>
internal sealed class ConfigTarget : IFuzzTarget
{
    private static readonly string[][] Files = [.. Networks.Names.Select(static name => Networks.Text(name)!.Split('\n'))];

    private static readonly string[] Keys =
    [
        .. Files
            .SelectMany(static file => file)
            .Where(static line => line.Length > 0 && char.IsAsciiLetterUpper(line[0]))
            .Select(static line => line[..line.IndexOf(':')])
            .Concat(Preset.Keys.Select(static key => key.Key)).Distinct(),
    ];

    private static readonly string[] Values =
    [
        "0", "1", "2", "-1", "255", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551614",
        "18446744073709551615", "18446744073709551616",
        "115792089237316195423570985008687907853269984665640564039457584007913129639935", "0x", "0x00000000", "0x00000001", "0xffffffff",
        "0X01", "''", "null", "~", "\"\"", "1e3", "0o17", "1_000", "٣",
        "mainnet", "minimal", "gnosis", "true", "[]", "{}", "[[[[[[[[[[[[[[[[[[[[", "[{EPOCH: 0, MAX_BLOBS_PER_BLOCK: 1}]",
        "[{EPOCH: 18446744073709551615, MAX_BLOBS_PER_BLOCK: 18446744073709551615}]",
        "[{EPOCH: 5, GAS_LIMIT: 0}, {EPOCH: 1, GAS_LIMIT: 1}]", "&a 1", "*a", "!!int 1", "!!binary AA==", "|\n  1", ">\n  1", "\n  - 1",
        "\n  EPOCH: 1", "'\\ud800'", "\"\\ud800\"", "\"\\0\"", "\ud800", "\0", "\u0085",
    ];

    private static readonly string[] Lines =
        ["---", "...", "<<: *a", "<<: {A: 1}", "? [a]", ": 1", "- 1", "\t", "%YAML 1.2", "%TAG ! !", "\uFEFF",
            "a: &a [*a]", "'", "\"", "{", "}", "# x", "", "*a : 1", "&a a: 1", "? ", "!!map {}"];

    public string Name => "configurations";

    public int Share => 4;

    public string Run(FuzzRandom random)
    {
        string text = Next(random);
        if (!ChainConfig.TryParse(text, out ChainConfig config, out ConfigError? error))
        {
            string line = error!.ToString();
            Require(line.Length < 2_000 && error.Line >= 1, "a refusal without a place", Encoding.UTF8.GetBytes(text));
            return error.Kind.ToString();
        }

        var spec = new ChainSpec(Preset.ByName(config.PresetBase)!, config);
        IReadOnlyDictionary<string, string> map = spec.ToMap();
        HashSet<string> settable =
            [.. config.Entries.Where(static entry => entry.Origin != ConfigOrigin.Unknown).Select(static entry => entry.Key)];
        string written = string.Join(
            '\n', map.Where(pair => settable.Contains(pair.Key)).Select(static pair => $"{pair.Key}: {Quoted(pair.Key, pair.Value)}"));
        Require(
            ChainConfig.TryParse(written, out ChainConfig again, out error), $"written and refused: {error}", Encoding.UTF8.GetBytes(text));
        foreach ((string key, string value) in new ChainSpec(spec.Preset, again).ToMap())
            Require(map[key] == value, $"{key} read back", Encoding.UTF8.GetBytes(text));
        Use(spec, random);
        return "accepted";
    }

    // What a node asks of a configuration that it has taken: no value of it may make any of these throw.
    private static void Use(ChainSpec spec, FuzzRandom random)
    {
        ulong epoch = random.Pick<ulong>([0, 1, 5, random.Next(), spec.Config.FuluForkEpoch, spec.Config.GloasForkEpoch]);
        epoch = Math.Min(epoch, ulong.MaxValue - 1);
        ForkName fork = spec.ForkAt(epoch);
        ForkDigest digest = spec.ComputeForkDigest(default, epoch);
        Require(spec.ForkOfDigest(default, digest) is not null, "the digest of an epoch is nobody's", digest.AsSpan());
        Require(spec.ForkOfVersion(spec.ForkVersion(fork)) == fork, "the version of a fork is another's", spec.ForkVersion(fork).AsSpan());
        Require(spec.Config.SlotDurationMs > 0 && spec.Ssz(fork).Fork == fork, "the slot has no length", digest.AsSpan());
    }

    private static string Quoted(string key, string value) => key == "CONFIG_NAME"
        ? string.Concat("\"", string.Concat(value.Select(static c => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture))), "\"")
        : value;

    private static string Next(FuzzRandom random)
    {
        List<string> lines = [.. random.Pick(Files)];
        for (int edits = 1 + random.Next(4); edits > 0; edits--)
        {
            int at = random.Next(lines.Count);
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    SetValue(
                        lines,
                        random.Pick(Keys),
                        random.OneIn(3) ? random.Next().ToString(CultureInfo.InvariantCulture) : random.Pick(Values));
                    break;
                case 3:
                    lines.Insert(at, $"{random.Pick(Keys)}: {random.Pick(Values)}");
                    break;
                case 4:
                    lines.Insert(at, random.Pick(Lines));
                    break;
                case 5:
                    lines.RemoveRange(at, Math.Min(1 + random.Next(20), lines.Count - at));
                    lines.Add("PRESET_BASE: minimal");
                    break;
                case 6:
                    lines[at] = Flip(lines[at], random);
                    break;
                default:
                    (lines[at], lines[^1]) = (lines[^1], lines[at]);
                    break;
            }
        }

        return string.Join(random.OneIn(8) ? "\r\n" : "\n", lines);
    }

    private static void SetValue(List<string> lines, string key, string value)
    {
        int at = lines.FindIndex(line => line.StartsWith(key + ":", StringComparison.Ordinal));
        if (at < 0)
            lines.Add($"{key}: {value}");
        else
            lines[at] = $"{key}: {value}";
    }

    private static string Flip(string line, FuzzRandom random)
    {
        if (line.Length == 0)
            return random.Pick(Lines);
        char[] chars = line.ToCharArray();
        chars[random.Next(chars.Length)] = (char)(random.OneIn(4) ? random.Next(0x10000) : 32 + random.Next(95));
        return new string(chars);
    }
}
