using Consensoor.Fuzz.Gossip;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.Ssz;

namespace Consensoor.Fuzz.LightClient;

/// <summary>Draws light client objects: those of a full node with fields redrawn, in the form of any fork.</summary>
internal sealed class LightClientDraw(FuzzRandom random, LightClientWorld world, ulong currentSlot)
{
    private readonly GossipDraw _gossip = new(random, world.Gossip, world.Bootstraps[^1].Block, currentSlot);

    internal ulong Number(ulong honest) => random.OneIn(2) ? honest : _gossip.Number(honest);

    /// <summary>Sends an object through the wire form of the fork it has, or of another.</summary>
    internal T? Receive<T>(T made, ForkName form)
        where T : class, ISszType<T>
    {
        try
        {
            return _gossip.Receive(made, form);
        }
        catch (NullReferenceException)
        {
            // Parts that the other form has and this object has not: nothing of it goes on the wire.
            return null;
        }
    }

    internal LightClientBootstrap Edit(LightClientBootstrap bootstrap) => random.Next(6) switch
    {
        0 => bootstrap with { Header = Edit(bootstrap.Header) },
        1 => bootstrap with { CurrentSyncCommittee = Edit(bootstrap.CurrentSyncCommittee) },
        2 => bootstrap with { CurrentSyncCommitteeBranch = Edit(bootstrap.CurrentSyncCommitteeBranch) },
        _ => bootstrap,
    };

    internal LightClientUpdate Edit(LightClientUpdate update)
    {
        for (var edits = random.Next(3); edits > 0; edits--)
        {
            update = random.Next(9) switch
            {
                0 => update with { AttestedHeader = Edit(update.AttestedHeader) },
                1 => update with { FinalizedHeader = Edit(random.OneIn(2) ? update.AttestedHeader : update.FinalizedHeader) },
                2 => update with { NextSyncCommittee = Edit(update.NextSyncCommittee) },
                3 => update with { NextSyncCommitteeBranch = Edit(update.NextSyncCommitteeBranch) },
                4 => update with { FinalityBranch = Edit(update.FinalityBranch) },
                5 => update with { SyncAggregate = update.SyncAggregate with { SyncCommitteeBits = _gossip.Bits(32, 22) } },
                6 => update with { SignatureSlot = Number(update.SignatureSlot + (ulong)random.Next(80)) },
                7 => WithoutCommittee(update),
                _ => update with { SignatureSlot = _gossip.Number(update.SignatureSlot) },
            };
        }

        return update;
    }

    private static LightClientUpdate WithoutCommittee(LightClientUpdate update) => update with
    {
        NextSyncCommittee = update.NextSyncCommittee with
        {
            Pubkeys = [.. update.NextSyncCommittee.Pubkeys.Select(static _ => default(BLSPubkey))], AggregatePubkey = default,
        },
        NextSyncCommitteeBranch = [.. update.NextSyncCommitteeBranch.Select(static _ => default(Bytes32))],
    };

    private LightClientHeader Edit(LightClientHeader header) => random.Next(5) switch
    {
        0 => header with { Beacon = header.Beacon with { StateRoot = _gossip.Block() } },
        1 => header with { Beacon = header.Beacon with { BodyRoot = _gossip.Block() } },
        2 => header with { ExecutionBranch = Edit(header.ExecutionBranch) },
        3 when header.Execution is not null => header with
        {
            Execution = header.Execution with { BlobGasUsed = _gossip.Number(0), GasLimit = _gossip.Number(1) },
        },
        _ => header with { Beacon = header.Beacon with { Slot = _gossip.Number(header.Beacon.Slot) } },
    };

    private SyncCommittee Edit(SyncCommittee committee) => random.Next(3) switch
    {
        0 => committee with { AggregatePubkey = default },
        1 => committee with { Pubkeys = _gossip.Several(committee.AggregatePubkey, 0, 1, 31, 32, 33, 512) },
        _ => committee with { Pubkeys = _gossip.Several(default(BLSPubkey), 32) },
    };

    private SszList<Bytes32> Edit(SszList<Bytes32> branch) => random.Next(3) switch
    {
        0 => _gossip.Several(default(Bytes32), branch.Count, branch.Count, 0),
        1 => _gossip.Several(_gossip.Block(), branch.Count, branch.Count + 1, 64),
        _ => [.. branch.Reverse()],
    };
}
