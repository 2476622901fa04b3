using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Fuzz.Gossip;

/// <summary>Makes messages of every topic out of a draw, and hands them to the conditions of the topic.</summary>
internal static class GossipMessages
{
    /// <summary>The topics by name.</summary>
    internal static IReadOnlyList<GossipTopicUnderTest> Topics { get; } =
    [
        new("beacon_block", ForkName.Phase0, ForkName.Heze, static (draw, seen, view, now, verifier) =>
        {
            var form = draw.Form(draw.Slot());
            if (draw.Receive(Block(draw, form), form) is not { } signed)
            {
                return null;
            }

            var result = BeaconBlockGossip.ValidateBeaconBlockGossip(seen, view, signed, now, verifier);
            return Mark(result, () => BeaconBlockGossip.Mark(seen, signed.Message));
        }),
        new("beacon_aggregate_and_proof", ForkName.Phase0, ForkName.Heze, static (draw, seen, view, now, verifier) =>
        {
            var form = draw.Form(draw.Slot());
            var proof = new AggregateAndProof { AggregatorIndex = draw.Validator(), Aggregate = Attestation(draw, form) };
            if (draw.Receive(new SignedAggregateAndProof { Message = proof }, form) is not { } signed)
            {
                return null;
            }

            var result = BeaconAggregateAndProofGossip.ValidateBeaconAggregateAndProofGossip(seen, view, signed, now, verifier, out _);
            return Mark(result, () => BeaconAggregateAndProofGossip.Mark(seen, view.Spec, signed.Message));
        }),
        new("beacon_attestation before electra", ForkName.Phase0, ForkName.Deneb, static (draw, seen, view, now, verifier) =>
        {
            var form = draw.OneIn(4) ? ForkName.Electra : ForkName.Deneb;
            if (draw.Receive(Attestation(draw, form), form) is not { } vote)
            {
                return null;
            }

            var result = BeaconAttestationGossip.ValidateBeaconAttestationGossip(
                seen, view, vote, now, draw.Number(Subnet(draw, vote.Data)), verifier, out ValidatorIndex attester);
            return Mark(result, () => BeaconAttestationGossip.Mark(seen, vote.Data, attester));
        }),
        new("beacon_attestation", ForkName.Electra, ForkName.Heze, static (draw, seen, view, now, verifier) =>
        {
            var data = draw.Vote(draw.Slot());
            var vote = new SingleAttestation { Data = data, CommitteeIndex = draw.Number(0), AttesterIndex = draw.Validator() };
            var result = BeaconAttestationGossip.ValidateBeaconAttestationGossip(
                seen, view, vote, now, draw.Number(Subnet(draw, data)), verifier, out Attestation? _);
            return Mark(result, () => BeaconAttestationGossip.Mark(seen, data, vote.AttesterIndex));
        }),
        new("voluntary_exit", ForkName.Phase0, ForkName.Heze, static (draw, seen, view, now, verifier) =>
        {
            var signed =
                new SignedVoluntaryExit { Message = new VoluntaryExit { Epoch = draw.Number(0), ValidatorIndex = draw.Validator() } };
            var result = VoluntaryExitGossip.ValidateVoluntaryExitGossip(seen, view, signed, now, verifier);
            return Mark(result, () => VoluntaryExitGossip.Mark(seen, signed.Message));
        }),
        new("proposer_slashing", ForkName.Phase0, ForkName.Heze, static (draw, seen, view, _, verifier) =>
        {
            var header = draw.Header(draw.Slot());
            var other =
                draw.OneIn(4) ? draw.Header(draw.Slot()) : header with { Message = header.Message with { StateRoot = draw.Block() } };
            var slashing = new ProposerSlashing { SignedHeader1 = header, SignedHeader2 = other };
            var result = ProposerSlashingGossip.ValidateProposerSlashingGossip(seen, view, slashing, verifier);
            return Mark(result, () => ProposerSlashingGossip.Mark(seen, slashing));
        }),
        new("attester_slashing", ForkName.Phase0, ForkName.Heze, static (draw, seen, view, _, verifier) =>
        {
            var data = draw.Vote(draw.Slot());
            var made = new AttesterSlashing
            {
                Attestation1 = Indexed(draw, data),
                Attestation2 = Indexed(draw, draw.OneIn(3) ? draw.Vote(draw.Slot()) : data with { BeaconBlockRoot = default }),
            };
            if (draw.Receive(made, draw.Form(data.Slot)) is not { } slashing)
            {
                return null;
            }

            var result = AttesterSlashingGossip.ValidateAttesterSlashingGossip(seen, view, slashing, verifier);
            return Mark(result, () => AttesterSlashingGossip.Mark(seen, slashing));
        }),
        new("bls_to_execution_change", ForkName.Capella, ForkName.Heze, static (draw, seen, view, now, verifier) =>
        {
            var change = new SignedBLSToExecutionChange { Message = new BLSToExecutionChange { ValidatorIndex = draw.Validator() } };
            var result = BlsToExecutionChangeGossip.ValidateBlsToExecutionChangeGossip(seen, view, change, now, verifier);
            return Mark(result, () => BlsToExecutionChangeGossip.Mark(seen, change.Message));
        }),
        new("sync_committee", ForkName.Altair, ForkName.Heze, static (draw, seen, view, now, verifier) =>
        {
            var message =
                new SyncCommitteeMessage { Slot = draw.Slot(), BeaconBlockRoot = draw.Block(), ValidatorIndex = draw.Validator() };
            var subnet = draw.Number((ulong)draw.Below(4));
            var result = SyncCommitteeMessageGossip.ValidateSyncCommitteeMessageGossip(seen, view, message, now, subnet, verifier, out _);
            return Mark(result, () => SyncCommitteeMessageGossip.Mark(seen, message, subnet));
        }),
        new("sync_committee_contribution_and_proof", ForkName.Altair, ForkName.Heze, static (draw, seen, view, now, verifier) =>
        {
            var size = (int)(view.Spec.Preset.SyncCommitteeSize / Constants.SyncCommitteeSubnetCount);
            var contribution = new SyncCommitteeContribution
            {
                Slot = draw.Slot(),
                BeaconBlockRoot = draw.Block(),
                SubcommitteeIndex = draw.Number((ulong)draw.Below(4)),
                AggregationBits = BitList.Zeros(size).SetItem(draw.Below(size), !draw.OneIn(8)),
            };
            var message = new ContributionAndProof { AggregatorIndex = draw.Validator(), Contribution = contribution };
            var signed = new SignedContributionAndProof { Message = message };
            var result =
                SyncCommitteeContributionAndProofGossip.ValidateSyncCommitteeContributionAndProofGossip(seen, view, signed, now, verifier);
            return Mark(result, () => SyncCommitteeContributionAndProofGossip.Mark(seen, message));
        }),
        new("blob_sidecar", ForkName.Deneb, ForkName.Electra, static (draw, seen, view, now, verifier) =>
        {
            var sidecar = BlobSidecar.Default(draw.Context(ForkName.Deneb)) with
            {
                Index = draw.Number(0),
                SignedBlockHeader = draw.Header(draw.Slot())
            };
            var result = BlobSidecarGossip.ValidateBlobSidecarGossip(seen, view, sidecar, now, draw.Number(sidecar.Index), verifier);
            return Mark(result, () => BlobSidecarGossip.Mark(seen, sidecar));
        }),
        new("data_column_sidecar", ForkName.Fulu, ForkName.Heze, static (draw, seen, view, now, verifier) =>
        {
            var form = draw.OneIn(2) ? ForkName.Gloas : ForkName.Fulu;
            if (draw.Receive(Column(draw, form), form) is not { } sidecar)
            {
                return null;
            }

            var result = DataColumnSidecarGossip.ValidateDataColumnSidecarGossip(
                seen, view, sidecar, now, draw.Number(sidecar.Index % 128), verifier, out _);
            return Mark(result, () => DataColumnSidecarGossip.Mark(seen, sidecar));
        }),
        new(
            "data_column_sidecar, partial",
            ForkName.Fulu,
            ForkName.Heze,
            static (draw, seen, view, now, verifier) => PartialColumn(draw, seen, view, now, verifier)),
        new("execution_payload", ForkName.Gloas, ForkName.Heze, static (draw, seen, view, _, verifier) =>
        {
            if (draw.Receive(Envelope(draw), draw.OneIn(2) ? ForkName.Gloas : ForkName.Heze) is not { } signed)
            {
                return null;
            }

            var result = ExecutionPayloadEnvelopeGossip.ValidateExecutionPayloadEnvelopeGossip(seen, view, signed, verifier);
            return Mark(result, () => ExecutionPayloadEnvelopeGossip.Mark(seen, signed.Message));
        }),
        new("payload_attestation_message", ForkName.Gloas, ForkName.Heze, static (draw, seen, view, now, verifier) =>
        {
            var data = new PayloadAttestationData { BeaconBlockRoot = draw.Block(), Slot = draw.Slot(), PayloadPresent = draw.OneIn(2) };
            var message = new PayloadAttestationMessage { ValidatorIndex = draw.Validator(), Data = data };
            var result = PayloadAttestationMessageGossip.ValidatePayloadAttestationMessageGossip(seen, view, message, now, verifier, out _);
            return Mark(result, () => PayloadAttestationMessageGossip.Mark(seen, message));
        }),
        new("execution_payload_bid", ForkName.Gloas, ForkName.Heze, static (draw, seen, view, now, verifier) =>
        {
            var form = draw.OneIn(2) ? ForkName.Gloas : ForkName.Heze;
            if (draw.Receive(Bid(draw, form, seen, view), form) is not { } signed)
            {
                return null;
            }

            var result = ExecutionPayloadBidGossip.ValidateExecutionPayloadBidGossip(seen, view, signed, now, verifier);
            return Mark(result, () => ExecutionPayloadBidGossip.Mark(seen, signed.Message));
        }),
        new("proposer_preferences", ForkName.Gloas, ForkName.Heze, static (draw, seen, view, now, verifier) =>
        {
            var slot = draw.Number(draw.Slot() + (ulong)draw.Below(10));
            var preferences =
                new ProposerPreferences { DependentRoot = draw.Block(), ProposalSlot = slot, ValidatorIndex = draw.Validator() };
            var signed = new SignedProposerPreferences { Message = preferences };
            var result = ProposerPreferencesGossip.ValidateProposerPreferencesGossip(seen, view, signed, now, verifier);
            return Mark(result, () => ProposerPreferencesGossip.Mark(seen, preferences));
        }),
        new("inclusion_list", ForkName.Heze, ForkName.Heze, static (draw, seen, view, now, verifier) =>
        {
            var list = new InclusionList
            {
                Slot = draw.Slot(),
                ValidatorIndex = draw.Validator(),
                DependentRoot = draw.Block(),
                Transactions = draw.Several(ByteList.Create(new byte[draw.Below(3) * 40]), 0, 1, 2, 1000),
            };
            var result =
                InclusionListGossip.ValidateInclusionListGossip(seen, view, new SignedInclusionList { Message = list }, now, verifier);
            return Mark(result, () => InclusionListGossip.Mark(seen, list));
        }),
    ];

    private static GossipResult Mark(GossipResult result, Func<bool> mark)
    {
        if (result.IsAccepted)
        {
            DisagreementException.Require(mark(), "an accepted message was seen before");
        }

        return result;
    }

    private static SignedBeaconBlock Block(GossipDraw draw, ForkName form)
    {
        var slot = draw.Slot();
        var body = BeaconBlockBody.Default(draw.Context(form));
        if (body.SignedExecutionPayloadBid?.Message is { } bid)
        {
            bid = bid with
            {
                ParentBlockRoot = draw.Block(),
                ParentBlockHash = Misc.HashWith(Root.Zero, 1000 + draw.Number(slot)),
                GasLimit = draw.Number(1)
            };
            body = body with { SignedExecutionPayloadBid = new SignedExecutionPayloadBid { Message = bid } };
        }

        if (body.ExecutionPayload is { } payload)
        {
            body = body with { ExecutionPayload = payload with { Timestamp = draw.Number(0), BlobGasUsed = draw.OneIn(4) ? 1UL : 0 } };
        }

        if (draw.OneIn(4))
        {
            body = body with
            {
                Attestations = draw.Several(Attestation(draw, form), 1, 8, 200),
                BlobKzgCommitments = draw.Several(default(KZGCommitment), 0, 1, 100)
            };
        }

        var block = new BeaconBlock
        {
            Slot = slot,
            ProposerIndex = draw.Validator(),
            ParentRoot = draw.Block(),
            StateRoot = draw.Block(),
            Body = body
        };
        return new SignedBeaconBlock { Message = block };
    }

    private static Attestation Attestation(GossipDraw draw, ForkName form)
    {
        var committees = (int)draw.World.Spec.Preset.MaxCommitteesPerSlot;
        return new Attestation
        {
            AggregationBits = draw.Bits(8 - draw.Below(2), 1 + draw.Below(3)),
            Data = draw.Vote(draw.Slot()),
            CommitteeBits =
                form >= ForkName.Electra ? BitList.Zeros(committees).SetItem(draw.Below(committees), !draw.OneIn(6)) : BitList.Empty,
        };
    }

    private static ulong Subnet(GossipDraw draw, AttestationData data) => data.Slot % draw.World.Spec.Preset.SlotsPerEpoch;

    private static IndexedAttestation Indexed(GossipDraw draw, AttestationData data) => new()
    {
        AttestingIndices = draw.Below(6) switch
        {
            0 => [],
            1 => draw.Several(draw.Validator(), 1, 2, 200_000),
            2 => [draw.Validator(), draw.Validator()],
            _ => [3, 7, 11, draw.Number(12)],
        },
        Data = data,
    };

    private static DataColumnSidecar Column(GossipDraw draw, ForkName form)
    {
        var slot = draw.Slot();
        var cells = draw.Several(ByteList.Create(new byte[2048]), 0, 1, 2, 100);
        var column = DataColumnSidecar.Default(draw.Context(form)) with
        {
            Index = draw.Number((ulong)draw.Below(128)),
            Column = cells,
            KzgProofs = draw.Several(default(KZGProof), cells.Count, 0, 1),
        };
        return form >= ForkName.Gloas
            ? column with { Slot = slot, BeaconBlockRoot = draw.Block() }
            : column with
            {
                SignedBlockHeader = draw.Header(slot),
                KzgCommitments = draw.Several(default(KZGCommitment), cells.Count, 0, 1)
            };
    }

    private static GossipResult? PartialColumn(GossipDraw draw, Seen seen, GossipWorldView view, ulong now, CountingVerifier verifier)
    {
        var slot = draw.Slot();
        var fork = draw.OneIn(2) ? ForkName.Fulu : ForkName.Gloas;
        var signedHeader = draw.Header(slot);
        var group = new PartialDataColumnGroupID
        {
            BeaconBlockRoot = draw.OneIn(3) ? draw.Block() : signedHeader.Message.HashTreeRoot(draw.Context(ForkName.Fulu)),
            Slot = slot,
        };
        var header = PartialDataColumnHeader.Default(draw.Context(ForkName.Fulu)) with
        {
            SignedBlockHeader = signedHeader,
            KzgCommitments = draw.Several(default(KZGCommitment), 0, 1, 2),
        };
        var ones = draw.Below(3);
        var made = new PartialDataColumnSidecar
        {
            CellsPresentBitmap = draw.Bits(2, ones),
            PartialColumn = draw.Several(ByteList.Create(new byte[2048]), ones, ones, 0, 1),
            KzgProofs = draw.Several(default(KZGProof), ones, ones, 0, 1),
            Header = fork < ForkName.Gloas ? draw.Several(header, 0, 1, 1) : [],
        };
        if (draw.Receive(made, fork) is not { } sidecar)
        {
            return null;
        }

        if (draw.OneIn(8))
        {
            PartialDataColumnSidecarGossip.Mark(seen, group, header);
        }

        return PartialDataColumnSidecarGossip.ValidatePartialDataColumnSidecarGossip(
            seen, view, sidecar, now, group, fork, verifier, out _, out _);
    }

    private static SignedExecutionPayloadEnvelope Envelope(GossipDraw draw)
    {
        var context = draw.Context(ForkName.Gloas);
        var named = draw.Block();
        var block = draw.World.Blocks.GetValueOrDefault(named);
        var bid = block?.Block.Body.SignedExecutionPayloadBid?.Message;
        var envelope = ExecutionPayloadEnvelope.Default(context);
        return new SignedExecutionPayloadEnvelope
        {
            Message = envelope with
            {
                BeaconBlockRoot = named,
                BuilderIndex = draw.Number(bid?.BuilderIndex ?? 0),
                Payload = envelope.Payload with { SlotNumber = draw.Number(block?.Slot ?? 0), BlockHash = bid?.BlockHash ?? default },
                ExecutionRequests = draw.OneIn(4)
                    ? envelope.ExecutionRequests with { Withdrawals = draw.Several(WithdrawalRequest.Default(context), 1, 17, 1000) }
                    : envelope.ExecutionRequests,
            },
        };
    }

    /// <summary>Makes a bid; in half of the cases the preferences and the parent's payload it needs have been seen.</summary>
    private static SignedExecutionPayloadBid Bid(GossipDraw draw, ForkName form, Seen seen, GossipWorldView view)
    {
        var slot = draw.Slot();
        var parent = draw.Block();
        var bid = ExecutionPayloadBid.Default(draw.Context(form)) with
        {
            Slot = slot,
            ParentBlockRoot = parent,
            ParentBlockHash = Misc.HashWith(Root.Zero, 1000 + draw.Number(slot)),
            BlockHash = Misc.HashWith(Root.Zero, 1),
            GasLimit = draw.Number(30_000_000),
            Value = draw.Number(1),
            ExecutionPayment = draw.OneIn(8) ? draw.Number(0) : 0,
            BuilderIndex = draw.Number(0),
            BlobKzgCommitments = draw.Several(default(KZGCommitment), 0, 1, 100),
        };
        if (draw.OneIn(2) && view.Find(parent) is not null)
        {
            seen.ExecutionPayloadGasLimits[bid.ParentBlockHash] = draw.Number(30_000_000);
            var epoch = slot / view.Spec.Preset.SlotsPerEpoch;
            seen.ProposerPreferences[(slot, view.GetShufflingDependentRoot(parent, epoch))] =
                new ProposerPreferences { ProposalSlot = slot, TargetGasLimit = draw.Number(30_000_000) };
        }

        return new SignedExecutionPayloadBid { Message = bid };
    }
}
