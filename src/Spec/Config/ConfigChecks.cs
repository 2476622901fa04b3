using Consensoor.Spec.Presets;

namespace Consensoor.Spec.Config;

/// <summary>Checks that the values of a configuration fit each other, and blames the key and line of the file where they do not.</summary>
internal sealed class ConfigChecks(ChainConfig config, Preset preset, IReadOnlyDictionary<string, ConfigValue> values)
{
    public const string BlobSchedule = "BLOB_SCHEDULE";
    public const string GasLimitSchedule = "GAS_LIMIT_SCHEDULE";

    private const ulong MostSidecars = Crypto.Kzg.KzgSizes.CellsPerExtBlob;

    private readonly ChainSpec _spec = new(preset, config);

    /// <summary>Finds the first pair of values that cannot both hold; null where all do.</summary>
    public ConfigError? Find() => ForkOrder() ?? ForkVersions() ?? ForkTimes() ?? Sidecars() ?? Blobs() ?? GasLimits() ?? Custody();

    private ConfigError? ForkOrder()
    {
        foreach (var fork in ForkNames.All.Skip(1))
        {
            var (before, epoch) = (fork - 1, _spec.ForkEpoch(fork));
            var previous = _spec.ForkEpoch(before);
            if (epoch >= previous)
            {
                continue;
            }

            var (key, line) = Blame(fork.Row().EpochKey, before.Row().EpochKey);
            return new ConfigError(ConfigErrorKind.ForkOrder, key, line, previous != Constants.FarFutureEpoch
                ? $"{fork.Text()} in epoch {epoch} comes before {before.Text()} in epoch {previous}"
                : $"{fork.Text()} in epoch {epoch} follows {before.Text()}, which is not scheduled");
        }

        return null;
    }

    private ConfigError? ForkVersions()
    {
        foreach (var fork in ForkNames.All)
        {
            var version = _spec.ForkVersion(fork);
            foreach (var before in ForkNames.All.Where(other => other < fork && _spec.ForkVersion(other) == version))
            {
                var (key, line) = Blame(fork.Row().VersionKey, before.Row().VersionKey);
                var detail = $"{before.Text()} and {fork.Text()} both have version {version}{Defaulted(fork, before)}";
                return new ConfigError(ConfigErrorKind.ForkVersion, key, line, detail);
            }
        }

        return null;
    }

    private ConfigError? ForkTimes()
    {
        foreach (var fork in ForkNames.All.Where(fork => !IsReachable(_spec.ForkEpoch(fork))))
        {
            var (key, line) = Blame(fork.Row().EpochKey, fork.Row().EpochKey);
            return new ConfigError(ConfigErrorKind.BadValue, key, line, Unreachable(_spec.ForkEpoch(fork)));
        }

        return null;
    }

    // Before fulu blobs go as sidecars, of whose indices a node keeps a set.
    private ConfigError? Sidecars()
    {
        (string Key, ulong Max, ForkName Since, ForkName Until)[] limits =
        [
            ("MAX_BLOBS_PER_BLOCK", config.MaxBlobsPerBlock, ForkName.Deneb, ForkName.Electra),
            ("MAX_BLOBS_PER_BLOCK_ELECTRA", config.MaxBlobsPerBlockElectra, ForkName.Electra, ForkName.Fulu),
        ];
        foreach (var (key, max, since, until) in limits)
        {
            if (max > MostSidecars && _spec.ForkEpoch(since) < _spec.ForkEpoch(until))
            {
                var (blamed, line) = Blame(key, since.Row().EpochKey);
                var detail = $"{max} blobs of a block of {since.Text()} are more than the {MostSidecars} sidecars that are collected";
                return new ConfigError(ConfigErrorKind.BadValue, blamed, line, detail);
            }
        }

        return null;
    }

    private ConfigError? Blobs()
    {
        var most = preset.MaxBlobCommitmentsPerBlock;
        for (var i = 0; i < config.BlobSchedule.Count; i++)
        {
            var (epoch, max) = (config.BlobSchedule[i].Epoch, config.BlobSchedule[i].MaxBlobsPerBlock);
            var problem = epoch < config.FuluForkEpoch ? Early(epoch, ForkName.Fulu)
                : max > most ? $"{max} blobs are more than MAX_BLOB_COMMITMENTS_PER_BLOCK = {most}"
                : IsReachable(epoch) ? null : Unreachable(epoch);
            if (problem is not null)
            {
                return new ConfigError(ConfigErrorKind.Schedule, BlobSchedule, LineOf(BlobSchedule, i), problem);
            }
        }

        return null;
    }

    private ConfigError? GasLimits()
    {
        for (var i = 0; i < config.GasLimitSchedule.Count; i++)
        {
            var (epoch, limit) = (config.GasLimitSchedule[i].Epoch, config.GasLimitSchedule[i].GasLimit);
            var problem = epoch < config.GloasForkEpoch ? Early(epoch, ForkName.Gloas)
                : limit is 0 or > long.MaxValue ? $"{limit} is no gas limit"
                : IsReachable(epoch) ? null : Unreachable(epoch);
            if (problem is not null)
            {
                return new ConfigError(ConfigErrorKind.Schedule, GasLimitSchedule, LineOf(GasLimitSchedule, i), problem);
            }
        }

        return null;
    }

    // A custody group has the same number of columns as any other, so the groups divide the columns
    // (`fulu/das-core.md#compute_columns_for_custody_group`).
    private ConfigError? Custody()
    {
        const string Groups = "NUMBER_OF_CUSTODY_GROUPS";
        const string Requirement = "CUSTODY_REQUIREMENT";
        var groups = config.NumberOfCustodyGroups;
        if (preset.NumberOfColumns % groups != 0)
        {
            var detail = $"{groups} groups do not divide {preset.NumberOfColumns} columns";
            return new ConfigError(ConfigErrorKind.BadValue, Groups, values[Groups].Line, detail);
        }

        var (key, line) = Blame(Requirement, Groups);
        return config.CustodyRequirement <= groups
            ? null
            : new ConfigError(ConfigErrorKind.BadValue, key, line, $"{config.CustodyRequirement} groups are more than {Groups} = {groups}");
    }

    private string Early(ulong epoch, ForkName fork) => _spec.ForkEpoch(fork) == Constants.FarFutureEpoch
        ? $"the entry of epoch {epoch} needs {fork.Text()}, which is not scheduled"
        : $"the entry of epoch {epoch} comes before {fork.Text()} in epoch {_spec.ForkEpoch(fork)}";

    /// <summary>Says whether the milliseconds up to an epoch can be counted; FAR_FUTURE_EPOCH never comes and need not.</summary>
    private bool IsReachable(ulong epoch) =>
        epoch == Constants.FarFutureEpoch || epoch <= (ulong)long.MaxValue / preset.SlotsPerEpoch / config.SlotDurationMs;

    private static string Unreachable(ulong epoch) =>
        $"epoch {epoch} is later than any clock goes; {Constants.FarFutureEpoch} stands for never";

    private string Defaulted(ForkName fork, ForkName before)
    {
        var missing = new[] { fork, before }.Select(static name => name.Row().VersionKey).Where(key => !values.ContainsKey(key)).ToArray();
        return missing.Length == 0 ? "" : $" (the default of {string.Join(" and ", missing)}, which the file does not have)";
    }

    private (string Key, int Line) Blame(string key, string other) => values.TryGetValue(key, out var value) ? (key, value.Line)
        : values.TryGetValue(other, out var second) ? (other, second.Line)
        : (key, 1);

    private int LineOf(string key, int entry) => values[key].Rows![entry].Line;
}
