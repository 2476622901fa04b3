using System.Diagnostics;
using Consensoor.Actors.Engine;
using Consensoor.Actors.Production;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.Server;
using Consensoor.Interop.Keys;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// Makes, takes and verifies a block on a copy of a state once, with its payload and a blob, so that what does so is compiled before the
/// first duty: on a busy machine that took longer than a slot of two seconds. Nothing of it is signed with a validator's key, kept or sent.
/// </summary>
internal static class Rehearsal
{
    // Of a larger registry an epoch is much work, and no compiling.
    private const int MostValidators = 4096;

    /// <summary>
    /// Begins on a thread of its own, which ends by itself, and beside it what the execution layer of a node does, where it has one; what
    /// does not hold is told when debugging.
    /// </summary>
    public static void Begin(BeaconState state, IBls bls, IKzg kzg, IExecutionLayer execution)
    {
        _ = Task.Factory.StartNew(
            () =>
            {
                Thread.CurrentThread.Priority = ThreadPriority.Lowest;
                return Told("a block", () => Task.FromResult(Run(state, bls, kzg)));
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        if (execution is not NoExecutionLayer)
        {
            // Over REST what has no form there goes over JSON-RPC.
            var forms = execution.Place is null ? ServedForms.None
                : execution is JsonRpcExecutionLayer ? ServedForms.JsonRpc
                : ServedForms.Header;
            BeginEngine(state.Spec, state.GenesisTime, state.ForkName, forms);
        }
    }

    /// <summary>Begins what an execution layer does in each fork from one on, with forms of the Engine API before it.</summary>
    public static void BeginEngine(ChainSpec spec, ulong genesisTime, ForkName from, ServedForms forms) =>
        _ = Task.Run(() => Told("payloads", () => EngineRehearsal.Run(spec, genesisTime, from, forms)));

    /// <summary>Rehearses on a frozen state, which stays as it is; lists what did not hold.</summary>
    public static IReadOnlyList<string> Run(BeaconState state, IBls bls, IKzg kzg)
    {
        var problems = new List<string>();
        var trusted = new TrustedVerifier(bls);
        var isLarge = state.Validators.Count > MostValidators;
        if (isLarge && (state.Slot + 1) % state.Preset.SlotsPerEpoch == 0)
        {
            return ["the next slot begins an epoch of many validators"];
        }

        var (advanced, refusal) = StateTransition.AdvanceTo(state, state.Slot + 1, trusted);
        if (advanced is null)
        {
            return [$"the state is not advanced: {refusal}"];
        }

        advanced.Freeze();
        var block = BlockOn(advanced, out var payload);
        (var drafted, refusal) = StateTransition.Apply(
            advanced, Unsigned(block), trusted, new DeferringExecutionEngine(), validateResult: false, isAdvanced: true);
        if (drafted is null)
        {
            return [$"the block is not drafted: {refusal}"];
        }

        block = block with { StateRoot = drafted.HashTreeRoot() };
        var context = advanced.Ssz;
        var signed = Unsigned(block);
        if (!SignedBeaconBlock.TryDecode(signed.ToSsz(context), context, out var read, out var error))
        {
            problems.Add($"the block is not read: {error}");
        }

        var root = block.HashTreeRoot(context);
        (var post, refusal) = StateTransition.Apply(
            advanced, read ?? signed, trusted, new DeferringExecutionEngine(), blockRoot: root, isAdvanced: true);
        Note(problems, refusal);
        if (post is not null)
        {
            post.Freeze();
            _ = Handlers.ComputePulledUpTip(post);
            if (post.ForkName >= ForkName.Gloas)
            {
                Note(problems, Reveal(post, block, root, payload, trusted));
            }
        }

        if (!isLarge)
        {
            var next = (Misc.ComputeEpochAtSlot(state.Preset, advanced.Slot) + 1) * state.Preset.SlotsPerEpoch;
            Note(problems, StateTransition.AdvanceTo(post ?? advanced, next, trusted).Refusal);
        }

        problems.AddRange(Sign(bls, root));
        problems.AddRange(advanced.ForkName >= ForkName.Fulu ? Extend(bls, kzg) : []);
        return problems;
    }

    private static async Task Told(string what, Func<Task<IReadOnlyList<string>>> run)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            foreach (var problem in await run())
            {
                Log.Debug("rehearsing {What:l}: {Problem:l}", what, problem);
            }
        }
        catch (Exception e)
        {
            Log.Debug(e, "rehearsing {What:l} failed", what);
        }

        Log.Debug("{What:l} rehearsed in {Elapsed}", what, Stopwatch.GetElapsedTime(begun));
    }

    private static BeaconBlock BlockOn(BeaconState state, out ExecutionPayload payload)
    {
        var proposal = new ProposalBase(
            state.Slot,
            state.LatestBlockHeader.HashTreeRoot(state.Ssz),
            state,
            false,
            null,
            new ExecutionHead(default, default, default));
        var terms = new ProposerTerms(default, ProposerDefaults.Usual.GasLimit, default, BuilderTerms.Usual);
        var parent = BlockAssembler.ExecutionParent(proposal);
        payload = ExecutionPayload.Default(state.Ssz);
        if (parent is { } head && BlockAssembler.AttributesFor(proposal, terms).Attributes is { } attributes)
        {
            payload = payload with
            {
                ParentHash = head,
                PrevRandao = attributes.PrevRandao,
                Timestamp = attributes.Timestamp,
                GasLimit = terms.GasLimit,
                Withdrawals = attributes.Withdrawals ?? payload.Withdrawals,
                SlotNumber = attributes.SlotNumber ?? payload.SlotNumber,
            };
        }

        return BlockAssembler.Assemble(new BlockDraft(0, proposal, default)
        {
            Proposer = Accessors.GetBeaconProposerIndex(state),
            Terms = terms,
            ExecutionParent = parent,
            Rules = new BidRules(true, BuilderTerms.Even, 0, 1, 1, 1),
            Missing = new MissingPayloads(1, 0, new Dictionary<ulong, int>()),
            Payload = parent is null ? null : new PayloadBuilt(0, payload, default, BuiltBlobs.None, null, null),
        });
    }

    private static Refusal? Reveal(BeaconState post, BeaconBlock block, Root root, ExecutionPayload payload, ISignatureVerifier verifier)
    {
        var envelope = new ExecutionPayloadEnvelope
        {
            Payload = payload,
            ExecutionRequests = ExecutionRequests.Default(post.Ssz),
            BuilderIndex = Constants.BuilderIndexSelfBuild,
            BeaconBlockRoot = root,
            ParentBeaconBlockRoot = block.ParentRoot,
        };
        var signed = new SignedExecutionPayloadEnvelope { Message = envelope };
        return SignedExecutionPayloadEnvelope.TryDecode(signed.ToSsz(post.Ssz), post.Ssz, out var read, out var error)
            ? Handlers.VerifyExecutionPayloadEnvelope(post, read, verifier, new DeferringExecutionEngine())
            : Refusal.Because($"the envelope is not read: {error}", "rehearsal");
    }

    // With the key of everybody's first test validator, by itself and among others.
    private static IEnumerable<string> Sign(IBls bls, Root root)
    {
        var secret = new Bytes32(InteropKeys.SecretKey(0));
        if (bls.SkToPk(secret) is not { } pubkey || bls.Sign(secret, root.AsSpan()) is not { } signature
            || bls.Load(pubkey) is not { } key || !bls.Verify(pubkey, root.AsSpan(), signature))
        {
            yield return "a signature does not hold";
            yield break;
        }

        var both = new SignatureSet(new[] { key, key }, root, bls.Aggregate([signature, signature])!.Value);
        if (!bls.VerifyBatch([both, both], root.AsSpan()))
        {
            yield return "signatures do not hold together";
        }
    }

    // A blob of ones: the generator is its commitment, since that of the secret key 1, and each of its proofs is infinity.
    private static IEnumerable<string> Extend(IBls bls, IKzg kzg)
    {
        var blob = new byte[KzgSizes.BytesPerBlob];
        for (var at = KzgSizes.BytesPerFieldElement - 1; at < blob.Length; at += KzgSizes.BytesPerFieldElement)
        {
            blob[at] = 1;
        }

        var proof = new KZGProof([0xc0, .. new byte[KzgSizes.BytesPerProof - 1]]);
        KZGProof[] proofs = [.. Enumerable.Repeat(proof, KzgSizes.CellsPerExtBlob)];
        var commitment = bls.SkToPk(new Bytes32([.. new byte[31], 1]))!.Value.AsSpan().ToArray();
        if (CellsAndProofs.Compute(kzg, blob, proofs, out var extended) is not { } row)
        {
            yield return $"a blob is not extended: {extended}";
            yield break;
        }

        var verified = kzg.VerifyCellKzgProofBatch(
            [.. Enumerable.Repeat((ReadOnlyMemory<byte>)commitment, proofs.Length)],
            [.. Enumerable.Range(0, proofs.Length).Select(static at => (ulong)at)],
            [.. row.Cells.Select(static cell => (ReadOnlyMemory<byte>)cell.AsSpan().ToArray())],
            [.. proofs.Select(static one => (ReadOnlyMemory<byte>)one.AsSpan().ToArray())]);
        if (!verified.IsValid)
        {
            yield return $"its cells do not hold: {verified}";
        }
    }

    private static SignedBeaconBlock Unsigned(BeaconBlock block) => new() { Message = block };

    private static void Note(List<string> problems, Refusal? refusal)
    {
        if (refusal is not null)
        {
            problems.Add(refusal.ToString());
        }
    }
}
