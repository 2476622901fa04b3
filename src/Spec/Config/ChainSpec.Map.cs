using System.Globalization;
using Consensoor.Spec.Presets;

namespace Consensoor.Spec.Config;

public sealed partial class ChainSpec
{
    /// <summary>
    /// Everything a client of the chain may ask for (`/eth/v1/config/spec`): configuration, preset, constants and unknown keys of the
    /// configuration file under the specification's names.
    /// Numbers are decimal, bytes 0x hex; BLOB_SCHEDULE and GAS_LIMIT_SCHEDULE are JSON arrays.
    /// </summary>
    public IReadOnlyDictionary<string, string> ToMap()
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in ConfigKey.All)
        {
            map[key.Name] = key.Write(Config);
        }

        map["SECONDS_PER_SLOT"] = (Config.SlotDurationMs / 1000).ToString(CultureInfo.InvariantCulture);
        map["BLOB_SCHEDULE"] = Text(Config.BlobSchedule);
        map["GAS_LIMIT_SCHEDULE"] = Text(Config.GasLimitSchedule);
        foreach (var (key, value) in Preset.Keys)
        {
            map[key] = value(Preset).ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (key, value) in SpecConstants.Concat(Config.UnknownKeys))
        {
            map.TryAdd(key, value);
        }

        return map;
    }

    /// <summary>Writes BLOB_SCHEDULE as a JSON array.</summary>
    internal static string Text(IReadOnlyList<BlobScheduleEntry> schedule) =>
        Rows(schedule.Select(static e => $$"""{"EPOCH":"{{e.Epoch}}","MAX_BLOBS_PER_BLOCK":"{{e.MaxBlobsPerBlock}}"}"""));

    /// <summary>Writes GAS_LIMIT_SCHEDULE as a JSON array.</summary>
    internal static string Text(IReadOnlyList<GasLimitScheduleEntry> schedule) =>
        Rows(schedule.Select(static e => $$"""{"EPOCH":"{{e.Epoch}}","GAS_LIMIT":"{{e.GasLimit}}"}"""));

    private static string Rows(IEnumerable<string> rows) => $"[{string.Join(',', rows)}]";
}
