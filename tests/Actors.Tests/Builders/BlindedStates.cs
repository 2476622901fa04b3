using System.Numerics;
using Consensoor.Actors.Production;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Tests.Builders;

/// <summary>Payloads and headers of builders on the bases of small chains of electra and fulu.</summary>
internal static class BlindedStates
{
    public const ulong GasLimit = 60_000_000;

    public static ExecutionAddress Payee { get; } = InteropGenesis.AddressOf(7);

    private static Bytes32 Secret { get; } = InteropGenesis.SecretKeys(900, 1)[0];

    public static BLSPubkey Pubkey { get; } = ManagedBls.Shared.SkToPk(Secret)!.Value;

    public static ProposalBase Base(ForkName fork) => PoolStates.BaseAt(fork, 5);

    public static BuilderEndpoint Endpoint(string url) => new(url, ByteList.Empty, [], 0, 0, 100);

    /// <summary>The withdrawals that are due on a base.</summary>
    public static SszList<Withdrawal> Due(ProposalBase proposal) => BlockAssembler.AttributesFor(
        proposal, new ProposerTerms(Payee, GasLimit, default, BuilderTerms.Usual)).Attributes!.Withdrawals!;

    public static AskHeaders Ask(ProposalBase proposal, DateTimeOffset by, params IReadOnlyList<BuilderEndpoint> builders) => new(
        3,
        proposal,
        proposal.State.Validators[(int)Accessors.GetBeaconProposerIndex(proposal.State)].Pubkey,
        Due(proposal),
        GasLimit,
        builders,
        by);

    /// <summary>A payload that holds on a base, with a transaction; marks tell payloads apart.</summary>
    public static ExecutionPayload Payload(ProposalBase proposal, byte mark = 1)
    {
        var state = proposal.State;
        return ExecutionPayload.Default(state.Ssz) with
        {
            ParentHash = state.LatestExecutionPayloadHeader.BlockHash,
            PrevRandao = Accessors.GetRandaoMix(state, Accessors.GetCurrentEpoch(state)),
            Timestamp = Misc.ComputeTimeAtSlot(state.Spec, state.GenesisTime, proposal.Slot),
            BlockNumber = state.LatestExecutionPayloadHeader.BlockNumber + 1,
            GasLimit = GasLimit,
            FeeRecipient = Payee,
            BlockHash = new Hash32([mark, .. new byte[31]]),
            Transactions = [ByteList.Create([mark, 2, 3])],
            Withdrawals = Due(proposal),
        };
    }

    public static SignedBuilderBid Bid(ProposalBase proposal, ulong value = 7_700, byte mark = 1)
    {
        var context = proposal.State.Ssz;
        return SignedBid(proposal, new BuilderBid
        {
            Header = ExecutionPayloads.HeaderOf(Payload(proposal, mark), context),
            BlobKzgCommitments = [],
            ExecutionRequests = ExecutionRequests.Default(context),
            Value = (UInt256)new BigInteger(value),
            Pubkey = Pubkey,
        });
    }

    public static SignedBuilderBid SignedBid(ProposalBase proposal, BuilderBid bid)
    {
        var domain = Misc.ComputeDomain(proposal.State.Config, DomainType.Parse("0x00000001"));
        var root = Misc.ComputeSigningRoot(bid, domain, proposal.State.Ssz);
        return new SignedBuilderBid { Message = bid, Signature = ManagedBls.Shared.Sign(Secret, root.AsSpan())!.Value };
    }

    /// <summary>A blinded block on a base with the header of a builder's payload; nobody has signed it.</summary>
    public static SignedBlindedBeaconBlock Blinded(ProposalBase proposal)
    {
        var context = proposal.State.Ssz;
        var block = BeaconBlock.Default(context) with { Slot = proposal.Slot, ParentRoot = proposal.ParentRoot };
        return new SignedBlindedBeaconBlock
        {
            Message = BlindedBeaconBlock.Of(block, ExecutionPayloads.HeaderOf(Payload(proposal), context)),
            Signature = new BLSSignature([7, .. new byte[95]]),
        };
    }
}
