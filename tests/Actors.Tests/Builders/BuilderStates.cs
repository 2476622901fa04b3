using Consensoor.Actors.Builders;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;

namespace Consensoor.Actors.Tests.Builders;

/// <summary>The base of a block in gloas, in whose registry is a builder that is active, and what is built on it.</summary>
internal static class BuilderStates
{
    public const Gwei Balance = 5_000_000_000;

    public static readonly Bytes32 Secret = InteropGenesis.SecretKeys(64, 1)[0];

    /// <summary>A base with builders of the balance, of which the first has the key; finality lets them act.</summary>
    public static ProposalBase BaseWith(int builders = 1, Gwei balance = Balance, Slot slot = 5)
    {
        var proposal = PoolStates.BaseAt(ForkName.Gloas, slot);
        var state = proposal.State.Copy();
        for (var i = 0; i < builders; i++)
        {
            BuilderDepositRequests.AddBuilderToRegistry(
                state,
                ManagedBls.Shared.SkToPk(InteropGenesis.SecretKeys(64 + i, 1)[0])!.Value,
                Constants.PayloadBuilderVersion,
                InteropGenesis.AddressOf(64 + i),
                balance,
                Constants.GenesisSlot);
        }

        state.FinalizedCheckpoint = new Checkpoint { Epoch = 1 };
        state.Freeze();
        return proposal with { State = state };
    }

    public static OwnBuilder BuilderOf(ProposalBase proposal, int index = 0) =>
        new((BuilderIndex)index, proposal.State.Builders[index]);

    public static ProposerPreferences Preferences(ProposalBase proposal, ulong gasLimit = 60_000_000) => new()
    {
        ProposalSlot = proposal.Slot,
        FeeRecipient = InteropGenesis.AddressOf(7),
        TargetGasLimit = gasLimit,
    };

    /// <summary>A payload that the execution layer built for the base.</summary>
    public static PayloadBuilt Built(ProposalBase proposal, byte number = 1, UInt256 value = default)
    {
        var state = proposal.State;
        var payload = ExecutionPayload.Default(state.Ssz) with
        {
            ParentHash = state.LatestBlockHash,
            PrevRandao = Accessors.GetRandaoMix(state, Accessors.GetCurrentEpoch(state)),
            BlockHash = new Hash32([number, .. new byte[31]]),
            GasLimit = 60_000_000,
            SlotNumber = proposal.Slot,
            Timestamp = Misc.ComputeTimeAtSlot(state.Spec, state.GenesisTime, proposal.Slot),
        };
        return new PayloadBuilt(0, payload, value, BuiltBlobs.None, null, null);
    }
}
