using Consensoor.Conformance.Cases;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;

namespace Consensoor.Conformance.Runners.ForkChoice;

/// <summary>The store of one case and the steps that tell it things.</summary>
internal sealed class StoreScript
{
    private static readonly ManagedKzg Kzg = new();

    private readonly TestCase _test;
    private readonly Store _store;
    private readonly FastConfirmationStore _fcrStore;
    private readonly MockEngine _engine = new();
    private readonly MockPowChain _powChain = new();
    private readonly bool _isCompliance;

    public StoreScript(TestCase test)
    {
        _test = test;
        _isCompliance = test.Path.Runner == "fork_choice_compliance";
        Check.Accepted(
            Store.GetForkchoiceStore(
                test.Read<BeaconState>("anchor_state"), test.Read<BeaconBlock>("anchor_block"), test.Verifier, out var store),
            "anchor");
        _store = store!;
        _fcrStore = FastConfirmation.GetFastConfirmationStore(_store);
    }

    private StoreServices Services => new(_test.Verifier, _engine) { PowChain = _powChain };

    /// <summary>Runs one step; fails the case on one that no code knows.</summary>
    public void Run(Node step)
    {
        switch (step.Keys[0])
        {
            case "tick":
                step.OnlyKeys("tick", "valid");
                Demand(step, Handlers.OnTick(_store, checked(step["tick"].UInt64 * 1000)));
                break;
            case "block":
                step.OnlyKeys("block", "valid", "blobs", "proofs", "columns");
                OnBlock(step);
                break;
            case "attestation":
                step.OnlyKeys("attestation", "valid");
                Demand(step, Handlers.OnAttestation(_store, _test.Read<Attestation>(step["attestation"].Text), Services));
                break;
            case "attester_slashing":
                step.OnlyKeys("attester_slashing", "valid");
                Demand(step, Handlers.OnAttesterSlashing(_store, _test.Read<AttesterSlashing>(step["attester_slashing"].Text), Services));
                break;
            case "pow_block":
                step.OnlyKeys("pow_block");
                _powChain.Add(_test.Read<PowBlock>(step["pow_block"].Text));
                break;
            case "execution_payload":
                step.OnlyKeys("execution_payload", "valid", "columns");
                Demand(step, Handlers.OnExecutionPayloadEnvelope(
                    _store,
                    _test.Read<SignedExecutionPayloadEnvelope>(step["execution_payload"].Text),
                    Services with { DataAvailability = Data(step) }));
                break;
            case "payload_attestation_message":
                step.OnlyKeys("payload_attestation_message", "valid");
                Demand(step, Handlers.OnPayloadAttestationMessage(
                    _store, _test.Read<PayloadAttestationMessage>(step["payload_attestation_message"].Text), Services));
                break;
            case "block_hash":
                step.OnlyKeys("block_hash", "payload_status");
                SetPayloadStatus(step);
                break;
            case "checks":
                step.OnlyKeys("checks");
                Confirm(step["checks"]);
                StoreChecks.Run(_store, _fcrStore, step["checks"]);
                break;
            default:
                Check.Fail($"no code knows the step {step.Keys[0]} ({step.Path})");
                break;
        }
    }

    private static void Demand(Node step, Refusal? refusal)
    {
        if (step.TryGet("valid")?.Bool ?? true)
        {
            Check.Accepted(refusal, step.Path);
        }
        else
        {
            Check.That(refusal is not null, $"{step.Path} was accepted");
        }
    }

    /// <summary>Checks of what is confirmed come behind `on_fast_confirmation`, once a slot.</summary>
    private void Confirm(Node checks)
    {
        if (checks.TryGet("confirmed_root") is not null)
        {
            FastConfirmation.OnFastConfirmation(_fcrStore);
        }
    }

    private void OnBlock(Node step)
    {
        var signedBlock = _test.Read<SignedBeaconBlock>(step["block"].Text);
        var block = signedBlock.Message;
        var root = block.HashTreeRoot(_test.Ssz);
        var isKnown = _store.Blocks.ContainsKey(root);
        var refusal = Handlers.OnBlock(_store, signedBlock, Services with { DataAvailability = Data(step) });
        ApplyPayloadStatus(block, root, refusal);
        Demand(step, refusal);
        if (refusal is not null || isKnown)
        {
            return;
        }

        foreach (var attestation in block.Body.Attestations)
        {
            Accept(Handlers.OnAttestation(_store, attestation, Services, isFromBlock: true), $"{step.Path}: an attestation of the block");
        }

        foreach (var slashing in block.Body.AttesterSlashings)
        {
            Accept(Handlers.OnAttesterSlashing(_store, slashing, Services), $"{step.Path}: an attester slashing of the block");
        }
    }

    private void Accept(Refusal? refusal, string what)
    {
        if (!_isCompliance)
        {
            Check.Accepted(refusal, what);
        }
    }

    private IDataAvailability Data(Node step)
    {
        if (_test.Fork >= ForkName.Fulu)
        {
            var columns = step.TryGet("columns")?.Items.Select(column => _test.Read<DataColumnSidecar>(column.Text)).ToArray() ?? [];
            return new RetrievedColumns(Kzg, _test.Ssz, step.TryGet("columns") is not null && columns.Length == 0 ? null : columns);
        }

        var blobs = step.TryGet("blobs") is { } file ? Blobs(file.Text) : [];
        return new RetrievedBlobs(Kzg, blobs, [.. step.TryGet("proofs")?.Items.Select(static proof => new KZGProof(proof.Hex)) ?? []]);
    }

    private ByteList[] Blobs(string name)
    {
        const int BlobLength = 131_072;
        var bytes = _test.SszBytes(name);
        Check.That(bytes.Length % BlobLength == 0, $"{name} is no list of blobs");
        return [.. bytes.Chunk(BlobLength).Select(static blob => ByteList.Adopt(blob))];
    }

    private void SetPayloadStatus(Node step)
    {
        var status = step["payload_status"];
        status.OnlyKeys("status", "latest_valid_hash", "validation_error");
        _engine.Set(
            step["block_hash"].Root, status["status"].Text, status["latest_valid_hash"] is { IsNull: false } hash ? hash.Root : null);
    }

    /// <summary>What an optimistic node does with the execution layer's answer about a block's payload.</summary>
    private void ApplyPayloadStatus(BeaconBlock block, Root root, Refusal? refusal)
    {
        if (_test.Path.Runner != "sync")
        {
            return;
        }

        var (status, latestValidHash) = _engine.Answer(block.Body.ExecutionPayload.BlockHash);
        switch (status)
        {
            case "VALID" when refusal is null:
                OptimisticSync.MarkValid(_store, root);
                break;
            case "SYNCING" or "ACCEPTED" when refusal is null:
                OptimisticSync.MarkNotValidated(_store, root);
                break;
            case "INVALID" or "INVALID_BLOCK_HASH" when _store.Blocks.TryGetValue(block.ParentRoot, out var parent):
                Check.Accepted(OptimisticSync.MarkInvalidOnTop(_store, parent.EntryNode, latestValidHash), "an invalid payload");
                break;
        }
    }
}
