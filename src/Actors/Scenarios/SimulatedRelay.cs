using System.Numerics;
using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Production;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// A relay of blinded blocks beside simulated nodes: it builds on the head of the last node, by that node's execution layer, for
/// proposers that are registered with it, shows payloads of electra, and publishes blocks of fulu by that node. It keeps the last
/// <see cref="Kept"/> payloads. What it is given wrong it remembers.
/// </summary>
internal sealed class SimulatedRelay(Func<(DevnetNode Node, IExecutionLayer Engine)> last, ChainSpec spec, IBls bls) : IBuilderClient
{
    /// <summary>The URL that nodes ask it by.</summary>
    public const string Url = "http://relay";

    /// <summary>The payloads that it keeps.</summary>
    public const int Kept = 8;

    // What each of its payloads pays, so that nobody's own is worth as much.
    private static readonly UInt256 Value = (UInt256)new BigInteger(1_000_000_000_000_000_000);
    private static readonly Bytes32 Secret = InteropGenesis.SecretKeys(1_000, 1)[0];
    private static readonly ManagedKzg Kzg = new();

    private readonly List<PayloadBuilt> _built = [];
    private readonly Dictionary<BLSPubkey, ValidatorRegistrationV1> _registered = [];
    private readonly List<string> _findings = [];
    private ulong _asked;

    /// <summary>Who its payloads pay.</summary>
    public static ExecutionAddress FeeRecipient { get; } = InteropGenesis.AddressOf(77);

    /// <summary>What it was given that does not hold.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>The validators that are registered with it.</summary>
    public int Registered => _registered.Count;

    /// <inheritdoc/>
    public async Task<HeaderAnswer> GetHeader(HeaderRequest request, TimeSpan timeout)
    {
        if (!_registered.TryGetValue(request.Proposer, out var registration))
        {
            return new HeaderAnswer(null, "the builder has no header");
        }

        var (node, engine) = last();
        if (node.Head is not { } head
            || StateTransition.AdvanceTo(head.State, request.Slot, new ImmediateVerifier(bls)).Post is not { } state
            || state.LatestExecutionPayloadHeader.BlockHash != request.ParentHash)
        {
            return new HeaderAnswer(null, "the builder has another head");
        }

        var proposal = new ProposalBase(request.Slot, head.Root, state, false, null, head.Execution);
        var terms = new ProposerTerms(FeeRecipient, registration.GasLimit, default, BuilderTerms.Usual);
        var (attributes, _) = BlockAssembler.AttributesFor(proposal, terms);
        var id = ulong.MaxValue - ++_asked;
        var fork = state.ForkName;
        var begun = await engine.ForkchoiceUpdated(new ForkchoiceUpdated(
            id, fork, request.ParentHash, head.Execution.Safe, head.Execution.Finalized, attributes));
        if (begun.PayloadId is not { } payloadId
            || await engine.GetPayload(new GetPayload(id, fork, payloadId)) is not { Payload: { } payload } built)
        {
            return new HeaderAnswer(null, $"the builder has no payload: {begun.Error}");
        }

        _built.Add(built);
        _built.RemoveRange(0, Math.Max(0, _built.Count - Kept));
        var bid = new BuilderBid
        {
            Header = ExecutionPayloads.HeaderOf(payload, state.Ssz),
            BlobKzgCommitments = built.Blobs.Commitments,
            ExecutionRequests = built.Requests ?? ExecutionRequests.Default(state.Ssz),
            Value = Value,
            Pubkey = bls.SkToPk(Secret)!.Value,
        };
        var root = Misc.ComputeSigningRoot(bid, BuilderBid.DomainOf(state.Config), state.Ssz);
        return new HeaderAnswer(
            new SignedBuilderBid { Message = bid, Signature = bls.Sign(Secret, root.AsSpan())!.Value }, null);
    }

    /// <inheritdoc/>
    public Task<BlindedAnswer> SubmitBlindedBlock(
        string url, SignedBlindedBeaconBlock block, TimeSpan timeout, CancellationToken enough)
    {
        var hash = block.Message.Body.ExecutionPayloadHeader.BlockHash;
        var node = last().Node;
        if (_built.Find(one => one.Payload!.BlockHash == hash) is not { } built || node.Head is not { State: var state })
        {
            return Answer(null, null, "the builder has no such payload");
        }

        var fork = spec.ForkAtSlot(block.Message.Slot);
        var context = spec.Ssz(fork);
        var epoch = Misc.ComputeEpochAtSlot(spec.Preset, block.Message.Slot);
        var domain = Misc.ComputeDomain(
            Constants.DomainBeaconProposer, Misc.ComputeForkVersion(state.Config, epoch), state.GenesisValidatorsRoot);
        var pubkey = state.Validators[(int)block.Message.ProposerIndex].Pubkey;
        if (!bls.Verify(pubkey, Misc.ComputeSigningRoot(block.Message, domain, context).AsSpan(), block.Signature))
        {
            return Answer(null, null, "the signature of the blinded block does not hold");
        }

        if (fork < ForkName.Fulu)
        {
            return Answer(built.Payload, built.Blobs, null);
        }

        var signed = block.With(built.Payload!);
        var cells = PayloadColumns.CellsOf(built.Blobs, Kzg, out _) ?? [];
        var network = node.System.ActorSelection($"/user/node/{NodeChildren.Network}");
        network.Tell(new Publish(signed), ActorRefs.NoSender);
        foreach (var (column, subnet) in PayloadColumns.Of(signed, cells, spec, context))
        {
            network.Tell(new Publish(column, subnet), ActorRefs.NoSender);
        }

        return Answer(null, null, null);
    }

    /// <inheritdoc/>
    public Task<string?> RegisterValidators(string url, IReadOnlyList<SignedValidatorRegistrationV1> registrations, TimeSpan timeout)
    {
        foreach (var one in registrations)
        {
            var root = Misc.ComputeSigningRoot(one.Message, BuilderBid.DomainOf(spec.Config), spec.Ssz(ForkName.Bellatrix));
            if (!bls.Verify(one.Message.Pubkey, root.AsSpan(), one.Signature))
            {
                _findings.Add($"the registration of {one.Message.Pubkey} is not signed");
                return Task.FromResult<string?>("a registration is not signed");
            }

            _registered[one.Message.Pubkey] = one.Message;
        }

        return Task.FromResult<string?>(null);
    }

    /// <inheritdoc/>
    public Task<string?> SubmitBuilderPreferences(
        string url, BLSPubkey proposer, BuilderPreferencesRequest request, TimeSpan timeout) =>
        Task.FromResult<string?>("the builder has no bids");

    /// <inheritdoc/>
    public Task<BidAnswer> GetExecutionPayloadBid(BidRequest request, TimeSpan timeout) =>
        Task.FromResult(new BidAnswer(null, "the builder has no bid"));

    /// <inheritdoc/>
    public Task<string?> SubmitSignedBeaconBlock(string url, SignedBeaconBlock block, TimeSpan timeout) =>
        Task.FromResult<string?>("the builder has no bids");

    private Task<BlindedAnswer> Answer(ExecutionPayload? payload, BuiltBlobs? blobs, string? problem)
    {
        if (problem is not null)
        {
            _findings.Add(problem);
        }

        return Task.FromResult(new BlindedAnswer(payload, blobs, problem));
    }
}
