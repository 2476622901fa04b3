using Consensoor.Conformance.Cases;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.AttesterSlashingGossip;
using static Consensoor.Spec.Gossip.BeaconAggregateAndProofGossip;
using static Consensoor.Spec.Gossip.BeaconAttestationGossip;
using static Consensoor.Spec.Gossip.BeaconBlockGossip;
using static Consensoor.Spec.Gossip.BlobSidecarGossip;
using static Consensoor.Spec.Gossip.BlsToExecutionChangeGossip;
using static Consensoor.Spec.Gossip.DataColumnSidecarGossip;
using static Consensoor.Spec.Gossip.ExecutionPayloadBidGossip;
using static Consensoor.Spec.Gossip.ExecutionPayloadEnvelopeGossip;
using static Consensoor.Spec.Gossip.InclusionListGossip;
using static Consensoor.Spec.Gossip.PartialDataColumnSidecarGossip;
using static Consensoor.Spec.Gossip.PayloadAttestationMessageGossip;
using static Consensoor.Spec.Gossip.ProposerPreferencesGossip;
using static Consensoor.Spec.Gossip.ProposerSlashingGossip;
using static Consensoor.Spec.Gossip.SyncCommitteeContributionAndProofGossip;
using static Consensoor.Spec.Gossip.SyncCommitteeMessageGossip;
using static Consensoor.Spec.Gossip.VoluntaryExitGossip;

namespace Consensoor.Conformance.Runners.Networking;

/// <summary>One case of `gossip_*`: a store, and messages one after the other with the verdict on each.</summary>
internal sealed class GossipScript
{
    private static readonly ManagedKzg Kzg = new();

    private readonly TestCase _test;
    private readonly SszContext _ssz;
    private readonly Store _store;
    private readonly StoreView _view;
    private readonly Dictionary<Root, BeaconState> _postStates = [];
    private readonly Seen _seen;

    public GossipScript(TestCase test)
    {
        _test = test;
        test.Meta.OnlyKeys("topic", "blocks", "finalized_checkpoint", "seen_partial_data_column_headers", "messages", "bls_setting");
        _ssz = ScheduledSpec(test).Ssz(test.Fork);
        _seen = new Seen(_ssz.Spec);
        var blocks = test.Meta["blocks"].Items;
        var anchor = test.Read<SignedBeaconBlock>(blocks[0]["block"].Text, _ssz);
        Check.Accepted(
            Store.GetForkchoiceStore(test.Read<BeaconState>("state", _ssz), anchor.Message, test.Verifier, out var store), "anchor");
        _store = store!;
        _view = new StoreView(_store);
        _postStates.Add(_store.FinalizedCheckpoint.Root, _store.Blocks[_store.FinalizedCheckpoint.Root].State);
        var finalized = Finalized();
        foreach (var block in blocks)
        {
            Import(block, finalized);
        }

        _store.FinalizedCheckpoint = finalized ?? _store.FinalizedCheckpoint;
        foreach (var seen in test.Meta.TryGet("seen_partial_data_column_headers")?.Items ?? [])
        {
            seen.OnlyKeys("block_root", "header");
            var group = new PartialDataColumnGroupID { BeaconBlockRoot = seen["block_root"].Root };
            PartialDataColumnSidecarGossip.Mark(_seen, group, test.Read<PartialDataColumnHeader>(seen["header"].Text, _ssz));
        }
    }

    /// <summary>Demands the verdict on each message.</summary>
    public void Run()
    {
        foreach (var message in _test.Meta["messages"].Items)
        {
            message.OnlyKeys("message", "current_time_ms", "subnet_id", "group_id", "column_index", "expected", "reason");
            var expected = message["expected"].Text switch
            {
                "valid" => GossipDecision.Accept,
                "ignore" => GossipDecision.Ignore,
                "reject" => GossipDecision.Reject,
                var other => throw new CaseFailedException($"no code knows the verdict {other}"),
            };
            var result = Validate(message);
            Check.Equal((expected, message.TryGet("reason")?.Text ?? ""), (result.Decision, result.Reason), message.Path);
        }
    }

    /// <summary>
    /// The chain of a case, every fork up to the case's at genesis where the case has no schedule of its own: conditions follow the
    /// schedule, the cases' own were one fork each.
    /// </summary>
    private static ChainSpec ScheduledSpec(TestCase test)
    {
        if (test.Has("config.yaml"))
        {
            return test.Spec;
        }

        return new ChainSpec(test.Spec.Preset, test.Spec.Config with
        {
            AltairForkEpoch = At(ForkName.Altair),
            BellatrixForkEpoch = At(ForkName.Bellatrix),
            CapellaForkEpoch = At(ForkName.Capella),
            DenebForkEpoch = At(ForkName.Deneb),
            ElectraForkEpoch = At(ForkName.Electra),
            FuluForkEpoch = At(ForkName.Fulu),
            GloasForkEpoch = At(ForkName.Gloas),
            HezeForkEpoch = At(ForkName.Heze),
        });

        Epoch At(ForkName fork) => fork <= test.Fork ? 0 : Spec.Constants.FarFutureEpoch;
    }

    private Checkpoint? Finalized()
    {
        if (_test.Meta.TryGet("finalized_checkpoint") is not { } finalized)
        {
            return null;
        }

        finalized.OnlyKeys("epoch", "root", "block");
        return new Checkpoint
        {
            Epoch = finalized["epoch"].UInt64,
            Root = finalized.TryGet("root")?.Root ?? RootOf(finalized["block"].Text)
        };
    }

    private Root RootOf(string block) => _test.Read<SignedBeaconBlock>(block, _ssz).Message.HashTreeRoot(_ssz);

    /// <summary>
    /// Imports a block at its slot's start. The states of a bid's case take the case's finalized checkpoint for theirs, by which builders
    /// are active.
    /// </summary>
    private void Import(Node entry, Checkpoint? finalized)
    {
        entry.OnlyKeys("block", "failed", "pending", "payload_status", "payload");
        var signedBlock = _test.Read<SignedBeaconBlock>(entry["block"].Text, _ssz);
        var block = signedBlock.Message;
        var root = block.HashTreeRoot(_ssz);
        if (entry.TryGet("failed")?.Bool == true || entry.TryGet("pending")?.Bool == true)
        {
            _view.AddWithoutState(root, block);
        }
        else if (!_store.Blocks.ContainsKey(root))
        {
            var (state, refusal) = StateTransition.Apply(
                _postStates[block.ParentRoot], signedBlock, AcceptAllVerifier.Instance, new DeferringExecutionEngine());
            Check.Accepted(refusal, entry.Path);
            state!.Freeze();
            _postStates.Add(root, state);
            if (finalized is not null
                && _test.Handler == "gossip_execution_payload_bid"
                && Misc.ComputeEpochAtSlot(_ssz.Preset, block.Slot) > finalized.Epoch)
            {
                state = state.Copy();
                state.FinalizedCheckpoint = finalized;
            }

            var start = Misc.ComputeTimeAtSlotMs(_store.Spec, _store.GenesisTimeMs, block.Slot);
            Check.Accepted(Handlers.OnTick(_store, Math.Max(start, _store.TimeMs)), entry.Path);
            Check.Accepted(Handlers.AcceptBlock(_store, block, root, state), entry.Path);
        }

        if (entry.TryGet("payload") is { } payload)
        {
            _store.Blocks[root].SetPayload(_test.Read<SignedExecutionPayloadEnvelope>(payload.Text, _ssz).Message);
            _store.Blocks[root].PayloadInclusionListSatisfaction = true;
            _store.Changed();
        }

        if (entry.TryGet("payload_status") is { } status)
        {
            _view.SetPayloadStatus(root, status.Text switch
            {
                "VALID" => PayloadValidationStatus.Valid,
                "INVALIDATED" => PayloadValidationStatus.Invalidated,
                "NOT_VALIDATED" => PayloadValidationStatus.NotValidated,
                var other => throw new CaseFailedException($"no code knows the payload status {other}"),
            });
        }
    }

    private T Read<T>(Node message)
        where T : ISszType<T> => _test.Read<T>(message["message"].Text, _ssz);

    private GossipResult Validate(Node message)
    {
        var name = message["message"].Text;
        var time = _store.GenesisTimeMs + (message.TryGet("current_time_ms")?.UInt64 ?? 0);
        var verifier = _test.Verifier;
        switch (name[..name.IndexOf("_0x", StringComparison.Ordinal)])
        {
            case "block":
                var block = Read<SignedBeaconBlock>(message);
                return Marked(
                    ValidateBeaconBlockGossip(_seen, _view, block, time, verifier),
                    () => BeaconBlockGossip.Mark(_seen, block.Message));
            case "single_attestation":
                var single = Read<SingleAttestation>(message);
                return Marked(
                    ValidateBeaconAttestationGossip(_seen, _view, single, time, message["subnet_id"].UInt64, verifier, out Attestation? _),
                    () => BeaconAttestationGossip.Mark(_seen, single.Data, single.AttesterIndex));
            case "attestation":
                var attestation = Read<Attestation>(message);
                var result = ValidateBeaconAttestationGossip(
                    _seen, _view, attestation, time, message["subnet_id"].UInt64, verifier, out ValidatorIndex attester);
                return Marked(result, () => BeaconAttestationGossip.Mark(_seen, attestation.Data, attester));
            case "aggregate":
                var aggregate = Read<SignedAggregateAndProof>(message);
                return Marked(
                    ValidateBeaconAggregateAndProofGossip(_seen, _view, aggregate, time, verifier, out _),
                    () => BeaconAggregateAndProofGossip.Mark(_seen, _view.Spec, aggregate.Message));
            case "proposer_slashing":
                var proposerSlashing = Read<ProposerSlashing>(message);
                return Marked(
                    ValidateProposerSlashingGossip(_seen, _view, proposerSlashing, verifier),
                    () => ProposerSlashingGossip.Mark(_seen, proposerSlashing));
            case "attester_slashing":
                var attesterSlashing = Read<AttesterSlashing>(message);
                return Marked(
                    ValidateAttesterSlashingGossip(_seen, _view, attesterSlashing, verifier),
                    () => AttesterSlashingGossip.Mark(_seen, attesterSlashing));
            case "voluntary_exit":
                var exit = Read<SignedVoluntaryExit>(message);
                return Marked(
                    ValidateVoluntaryExitGossip(_seen, _view, exit, time, verifier),
                    () => VoluntaryExitGossip.Mark(_seen, exit.Message));
            case "bls_to_execution_change":
                var change = Read<SignedBLSToExecutionChange>(message);
                return Marked(
                    ValidateBlsToExecutionChangeGossip(_seen, _view, change, time, verifier),
                    () => BlsToExecutionChangeGossip.Mark(_seen, change.Message));
            case "sync_committee_message":
                var vote = Read<SyncCommitteeMessage>(message);
                var subnet = message["subnet_id"].UInt64;
                return Marked(
                    ValidateSyncCommitteeMessageGossip(_seen, _view, vote, time, subnet, verifier, out _),
                    () => SyncCommitteeMessageGossip.Mark(_seen, vote, subnet));
            case "contribution":
                var contribution = Read<SignedContributionAndProof>(message);
                return Marked(
                    ValidateSyncCommitteeContributionAndProofGossip(_seen, _view, contribution, time, verifier),
                    () => SyncCommitteeContributionAndProofGossip.Mark(_seen, contribution.Message));
            case "data_column_sidecar":
                return Column(Read<DataColumnSidecar>(message), time, message["subnet_id"].UInt64);
            case "partial_data_column_sidecar":
                return PartialColumn(Read<PartialDataColumnSidecar>(message), time, message);
            case "blob_sidecar":
                return Blob(Read<BlobSidecar>(message), time, message["subnet_id"].UInt64);
            case "inclusion_list":
                var inclusionList = Read<SignedInclusionList>(message);
                return Marked(ValidateInclusionListGossip(_seen, _view, inclusionList, time, verifier), () =>
                {
                    _store.InclusionLists.ProcessInclusionList(inclusionList, timely: true);
                    return InclusionListGossip.Mark(_seen, inclusionList.Message);
                });
            case "execution_payload_envelope":
                var envelope = Read<SignedExecutionPayloadEnvelope>(message);
                return Marked(
                    ValidateExecutionPayloadEnvelopeGossip(_seen, _view, envelope, verifier),
                    () => ExecutionPayloadEnvelopeGossip.Mark(_seen, envelope.Message));
            case "payload_attestation_message":
                var payloadVote = Read<PayloadAttestationMessage>(message);
                return Marked(
                    ValidatePayloadAttestationMessageGossip(_seen, _view, payloadVote, time, verifier, out _),
                    () => PayloadAttestationMessageGossip.Mark(_seen, payloadVote));
            case "execution_payload_bid":
                var bid = Read<SignedExecutionPayloadBid>(message);
                return Marked(
                    ValidateExecutionPayloadBidGossip(_seen, _view, bid, time, verifier),
                    () => ExecutionPayloadBidGossip.Mark(_seen, bid.Message));
            case "proposer_preferences":
                var preferences = Read<SignedProposerPreferences>(message);
                return Marked(
                    ValidateProposerPreferencesGossip(_seen, _view, preferences, time, verifier),
                    () => ProposerPreferencesGossip.Mark(_seen, preferences.Message));
            default:
                throw new CaseFailedException($"no code knows the message {name}");
        }
    }

    /// <summary>Columns are proven apart from their other conditions.</summary>
    private GossipResult Column(DataColumnSidecar sidecar, ulong time, ulong subnet)
    {
        var result = ValidateDataColumnSidecarGossip(_seen, _view, sidecar, time, subnet, _test.Verifier, out var commitments);
        if (result.IsAccepted && !DataColumnSidecars.VerifyDataColumnSidecarKzgProofs(sidecar, commitments, Kzg))
        {
            return GossipResult.Reject("invalid sidecar kzg proofs");
        }

        return Marked(result, () => DataColumnSidecarGossip.Mark(_seen, sidecar));
    }

    private GossipResult PartialColumn(PartialDataColumnSidecar sidecar, ulong time, Node message)
    {
        var group = _test.Read<PartialDataColumnGroupID>(message["group_id"].Text, _ssz);
        var result = ValidatePartialDataColumnSidecarGossip(
            _seen, _view, sidecar, time, group, _test.Fork, _test.Verifier, out var commitments, out var header);
        if (header is not null)
        {
            PartialDataColumnSidecarGossip.Mark(_seen, group, header);
        }

        return result.IsAccepted && sidecar.PartialColumn.Count > 0
            && !PartialDataColumns.VerifyPartialDataColumnSidecarKzgProofs(sidecar, commitments, message["column_index"].UInt64, Kzg)
            ? GossipResult.Reject("invalid sidecar kzg proofs")
            : result;
    }

    private GossipResult Blob(BlobSidecar sidecar, ulong time, ulong subnet)
    {
        var result = ValidateBlobSidecarGossip(_seen, _view, sidecar, time, subnet, _test.Verifier);
        if (result.IsAccepted
            && !Kzg.VerifyBlobKzgProof(sidecar.Blob.AsSpan(), sidecar.KzgCommitment.AsSpan(), sidecar.KzgProof.AsSpan()).IsValid)
        {
            return GossipResult.Reject("invalid blob kzg proof");
        }

        return Marked(result, () => BlobSidecarGossip.Mark(_seen, sidecar));
    }

    private static GossipResult Marked(GossipResult result, Func<bool> mark)
    {
        if (result.IsAccepted)
        {
            Check.That(mark(), "an accepted message was seen before");
        }

        return result;
    }
}
