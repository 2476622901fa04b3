using Consensoor.Actors.Simulation.Scenarios;

namespace Consensoor.Actors.Scenarios;

/// <summary>The scenarios by name, as the command line knows them.</summary>
public static class ScenarioCatalog
{
    private static readonly SortedDictionary<string, (string About, Func<Scenario<DevnetNode>> Describe)> Table =
        new(StringComparer.Ordinal)
    {
        ["attestation-storm"] = ("an attacker sends a hundred times the normal rate of attestations", AttestationStorm.Describe),
        ["bid-faults"] = ("builders do wrong on purpose, each time another way", WrongBids.Describe),
        ["builders"] = (
            "three builders bid, one keeps a payload back, and one bids what it cannot pay", static () => BiddingBuilders.Describe()),
        ["dead-el"] = ("the execution layer of one node dies, and later keeps silent", DeadEl.Describe),
        ["el-restarts"] = ("the execution layer of one node is killed and started again 20 times", ElRestarts.Describe),
        ["faults"] = ("nodes do wrong on purpose, each time another way", WrongOnPurpose.Describe),
        ["finality"] = ("nothing goes wrong; all agree and finalize", Finality.Describe),
        ["loss"] = ("a twentieth of all messages is lost, others come twice or late", Loss.Describe),
        ["missed-slots"] = ("proposals are missed and nodes killed over five sync-committee periods", MissedSlots.Describe),
        ["non-finality"] = ("two fifths of the validators are offline for 300 epochs (minutes of real time)", NonFinality.Describe),
        ["partition"] = ("two nodes cannot reach the other two for two epochs", Partition.Describe),
        ["relay"] = ("a relay builds the payloads of all blocks of electra and fulu", static () => BlindedBlocks.Describe()),
        ["signature-storm"] = ("an attacker sends more wrong signatures than can be verified", SignatureStorm.Describe),
        ["slow-disk"] = ("the disk of one node takes its time for two epochs", SlowDisk.Describe),
    };

    /// <summary>Lists the names of the scenarios that `scenario` takes.</summary>
    public static IReadOnlyList<string> Names => [.. Table.Keys];

    /// <summary>Says of each scenario in a line what happens in it.</summary>
    public static IEnumerable<string> Lines => Table.Select(static row => $"{row.Key}: {row.Value.About}");

    /// <summary>A scenario, or null where there is none of the name.</summary>
    public static Scenario<DevnetNode>? Find(string name) => Table.TryGetValue(name, out var row) ? row.Describe() : null;
}
