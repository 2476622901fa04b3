using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Faults;

/// <summary>
/// Whether a node may do faults on purpose (`consensoor.faults`), and those it begins with. It may where that is switched on and the
/// network is none that is known by its genesis validators root or the chain id of its deposits. Refusal says why it may not.
/// </summary>
internal sealed record FaultSwitch(string? Refusal, bool WithKeystores, FaultPlan Plan)
{
    /// <summary>Names the setting with the file of the token.</summary>
    public const string Token = "faults.token-file";

    private const string Enabled = "faults.enabled";
    private const string Planned = "faults.plan";

    // Of chains whose ether, or place, others use: Ethereum, Gnosis, Chiado, Holesky, Hoodi, Sepolia.
    private static readonly Dictionary<ulong, string> Chains = new()
    {
        [1] = "mainnet", [100] = "gnosis", [10_200] = "chiado", [17_000] = "holesky", [560_048] = "hoodi", [11_155_111] = "sepolia",
    };

    /// <summary>
    /// Reads the switch of a node's settings; throws <see cref="NodeStartException"/> where faults are switched on for a network that is
    /// known, or a fault is none, or one is planned and they are switched off.
    /// </summary>
    public static FaultSwitch From(ChainSpec spec, Root genesisValidatorsRoot, Config consensoor)
    {
        var isOn = consensoor.GetBoolean(Enabled);
        var plan = PlanOf(consensoor.GetString(Planned));
        var known = KnownNetwork(spec, genesisValidatorsRoot);
        if (known is not null && (isOn || !plan.IsEmpty))
        {
            throw new NodeStartException($"consensoor.{Enabled}: {known}");
        }

        if (!isOn && !plan.IsEmpty)
        {
            throw new NodeStartException($"consensoor.{Planned}: consensoor.{Enabled} is off");
        }

        var refusal = known ?? (isOn ? null : $"faults are switched off (consensoor.{Enabled})");
        return new FaultSwitch(refusal, consensoor.GetBoolean("faults.with-keystores"), plan);
    }

    /// <summary>The file with the token of callers from elsewhere; null where they may change nothing.</summary>
    public static string? TokenFile(Config consensoor) => consensoor.GetString(Token) is { Length: > 0 } file ? file : null;

    /// <summary>Why no faults are done on a network; null where it is none that is known.</summary>
    public static string? KnownNetwork(ChainSpec spec, Root genesisValidatorsRoot)
    {
        var name = PublicNetwork.Names.FirstOrDefault(name => PublicNetwork.Find(name)!.GenesisValidatorsRoot == genesisValidatorsRoot);
        return name is not null ? $"no faults on {name}, which this is by its genesis validators root"
            : Chains.TryGetValue(spec.Config.DepositChainId, out name)
                ? $"no faults on {name}, which this is by DEPOSIT_CHAIN_ID {spec.Config.DepositChainId}"
            : null;
    }

    private static FaultPlan PlanOf(string text)
    {
        var faults = new List<PlannedFault>();
        foreach (var one in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            faults.Add(FaultText.Parse(one, out var problem)
                ?? throw new NodeStartException($"consensoor.{Planned}: fault {faults.Count + 1}: {problem}"));
        }

        return faults.Count <= FaultText.MostFaults
            ? new FaultPlan(faults)
            : throw new NodeStartException($"consensoor.{Planned}: {faults.Count} faults, and {FaultText.MostFaults} may be");
    }
}
