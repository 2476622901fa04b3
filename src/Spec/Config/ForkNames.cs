namespace Consensoor.Spec.Config;

/// <summary>Lists the forks and what a configuration says of each, a row a fork.</summary>
public static class ForkNames
{
    private static readonly ForkRow[] Table =
    [
        new(ForkName.Phase0, "", static _ => Constants.GenesisEpoch, "GENESIS_FORK_VERSION", static c => c.GenesisForkVersion),
        new(ForkName.Altair, "ALTAIR_FORK_EPOCH", static c => c.AltairForkEpoch, "ALTAIR_FORK_VERSION", static c => c.AltairForkVersion),
        new(
            ForkName.Bellatrix,
            "BELLATRIX_FORK_EPOCH",
            static c => c.BellatrixForkEpoch,
            "BELLATRIX_FORK_VERSION",
            static c => c.BellatrixForkVersion),
        new(
            ForkName.Capella,
            "CAPELLA_FORK_EPOCH",
            static c => c.CapellaForkEpoch,
            "CAPELLA_FORK_VERSION",
            static c => c.CapellaForkVersion),
        new(ForkName.Deneb, "DENEB_FORK_EPOCH", static c => c.DenebForkEpoch, "DENEB_FORK_VERSION", static c => c.DenebForkVersion),
        new(
            ForkName.Electra,
            "ELECTRA_FORK_EPOCH",
            static c => c.ElectraForkEpoch,
            "ELECTRA_FORK_VERSION",
            static c => c.ElectraForkVersion),
        new(ForkName.Fulu, "FULU_FORK_EPOCH", static c => c.FuluForkEpoch, "FULU_FORK_VERSION", static c => c.FuluForkVersion),
        new(ForkName.Gloas, "GLOAS_FORK_EPOCH", static c => c.GloasForkEpoch, "GLOAS_FORK_VERSION", static c => c.GloasForkVersion),
        new(ForkName.Heze, "HEZE_FORK_EPOCH", static c => c.HezeForkEpoch, "HEZE_FORK_VERSION", static c => c.HezeForkVersion),
    ];

    /// <summary>Lists the forks, the first one first.</summary>
    public static IReadOnlyList<ForkName> All { get; } = [.. Table.Select(static row => row.Fork)];

    /// <summary>Gives the last fork there is.</summary>
    public static ForkName Latest => Table[^1].Fork;

    /// <summary>Writes a fork as the specification does, in small letters.</summary>
    public static string Text(this ForkName fork) => fork.ToString().ToLowerInvariant();

    /// <summary>Finds the last fork that a configuration schedules at or before an epoch.</summary>
    internal static ForkRow At(ChainConfig config, Epoch epoch)
    {
        for (var i = Table.Length - 1; i > 0; i--)
        {
            if (epoch >= Table[i].Epoch(config))
            {
                return Table[i];
            }
        }

        return Table[0];
    }

    /// <summary>Finds the row of a fork.</summary>
    internal static ForkRow Row(this ForkName fork) => Table[(int)fork];
}
