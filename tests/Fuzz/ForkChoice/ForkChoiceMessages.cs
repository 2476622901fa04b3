using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;

namespace Consensoor.Fuzz.ForkChoice;

/// <summary>Messages of each handler: an honest one with some of its fields redrawn, through the wire form of a fork.</summary>
internal static class ForkChoiceMessages
{
    private static readonly Refusal Undecodable = new("decode", "no such message");

    internal static IReadOnlyList<ForkChoiceHandler> Handlers { get; } =
    [
        new("on_tick", ForkName.Phase0, static (draw, store, _) =>
            Spec.ForkChoice.Handlers.OnTick(store, draw.Number(store.TimeMs + (ulong)draw.Below(60_000)))),
        new("on_block", ForkName.Phase0, static (draw, store, services) =>
        {
            var block = Block(draw, out var form);
            return draw.Receive(block, form) is { } received
                ? Spec.ForkChoice.Handlers.OnBlock(store, received, services)
                : Undecodable;
        }),
        new("on_attestation", ForkName.Phase0, static (draw, store, services) =>
        {
            var attestation = Attestation(draw);
            return draw.Receive(attestation, draw.Form(attestation.Data.Slot)) is { } received
                ? Spec.ForkChoice.Handlers.OnAttestation(store, received, services, draw.OneIn(4))
                : Undecodable;
        }),
        new("on_attester_slashing", ForkName.Phase0, static (draw, store, services) =>
        {
            var slashing = Slashing(draw);
            return draw.Receive(slashing, draw.Form(StoreTime.GetCurrentSlot(store))) is { } received
                ? Spec.ForkChoice.Handlers.OnAttesterSlashing(store, received, services)
                : Undecodable;
        }),
        new("on_execution_payload_envelope", ForkName.Gloas, static (draw, store, services) =>
        {
            var envelope = Envelope(draw);
            return draw.Receive(envelope, draw.OneIn(8) ? ForkName.Heze : ForkName.Gloas) is { } received
                ? Spec.ForkChoice.Handlers.OnExecutionPayloadEnvelope(store, received, services)
                : Undecodable;
        }),
        new("on_payload_attestation_message", ForkName.Gloas, static (draw, store, services) =>
            Spec.ForkChoice.Handlers.OnPayloadAttestationMessage(store, PayloadVote(draw), services, draw.OneIn(6))),
        new("on_inclusion_list", ForkName.Heze, static (draw, store, services) =>
            Spec.ForkChoice.Handlers.OnInclusionList(store, List(draw), services)),
    ];

    // The form is the body's, which may not be the slot's.
    private static SignedBeaconBlock Block(ForkChoiceDraw draw, out ForkName form)
    {
        var signed = draw.Pick(draw.Candidates).Signed;
        var block = signed.Message;
        form = draw.Store.Spec.ForkAtSlot(block.Slot);
        if (draw.OneIn(12))
        {
            form = draw.Form(draw.Number(block.Slot));
            block = block with { Body = BeaconBlockBody.Default(draw.Context(form)) };
        }

        for (var edits = draw.OneIn(4) ? 0 : 1 + draw.Below(2); edits > 0; edits--)
        {
            block = draw.Below(9) switch
            {
                0 => block with { Slot = draw.Number(block.Slot + (ulong)draw.Below(3)) },
                1 => block with { ProposerIndex = draw.Validator() },
                2 => block with { ParentRoot = draw.Root(draw.Known().Root) },
                3 => block with { StateRoot = draw.Root(block.StateRoot) },
                4 => block with { Body = Payload(draw, block.Body) },
                _ => block with { Body = Operations(draw, block.Body, form) },
            };
        }

        return signed with { Message = block };
    }

    private static BeaconBlockBody Payload(ForkChoiceDraw draw, BeaconBlockBody body)
    {
        if (body.SignedExecutionPayloadBid?.Message is { } bid)
        {
            bid = bid with
            {
                Slot = draw.Number(bid.Slot),
                BuilderIndex = draw.Number(draw.OneIn(2) ? bid.BuilderIndex : 0),
                Value = draw.Number(bid.Value),
                ParentBlockHash = draw.OneIn(4) ? bid.BlockHash : draw.Root(bid.ParentBlockHash),
                BlobKzgCommitments = draw.Several(default(KZGCommitment), 0, 0, 1, 4000),
            };
            return body with { SignedExecutionPayloadBid = body.SignedExecutionPayloadBid with { Message = bid } };
        }

        return body.ExecutionPayload is not { } payload ? body : body with
        {
            ExecutionPayload = payload with
            {
                ParentHash = draw.Root(payload.ParentHash),
                Timestamp = draw.Number(payload.Timestamp),
                BlockNumber = draw.Number(0),
                Transactions = draw.Several(ByteList.Create(new byte[draw.Below(3) * 40]), 0, 1, 300),
                Withdrawals = draw.Several(new Withdrawal { ValidatorIndex = draw.Validator(), Amount = draw.Number(1) }, 0, 1, 4, 17),
            },
        };
    }

    private static BeaconBlockBody Operations(ForkChoiceDraw draw, BeaconBlockBody body, ForkName fork) => draw.Below(9) switch
    {
        0 => body with { Attestations = draw.Several(Attestation(draw), 1, 2, 8, 200) },
        1 => body with { AttesterSlashings = draw.Several(Slashing(draw), 1, 2, 17) },
        2 => body with { ProposerSlashings = draw.Several(ProposerSlashing(draw), 1, 2, 17) },
        3 => body with
        {
            VoluntaryExits = draw.Several(
                new SignedVoluntaryExit { Message = new VoluntaryExit { Epoch = draw.Number(0), ValidatorIndex = draw.Validator() } },
                1,
                17),
        },
        4 => body with
        {
            Deposits = draw.Several(
                new Deposit { Proof = draw.Several(default(Bytes32), 33), Data = new DepositData { Amount = draw.Number(32_000_000_000) } },
                1,
                17),
        },
        5 when fork >= ForkName.Altair => body with { SyncAggregate = new SyncAggregate { SyncCommitteeBits = draw.Bits(32, 20) } },
        6 when fork >= ForkName.Capella => body with
        {
            BlsToExecutionChanges = draw.Several(
                new SignedBLSToExecutionChange { Message = new BLSToExecutionChange { ValidatorIndex = draw.Validator() } }, 1, 17),
        },
        7 when fork >= ForkName.Gloas => body with
        {
            PayloadAttestations = draw.Several(
                new PayloadAttestation { AggregationBits = draw.Bits(16, 3), Data = PayloadVote(draw).Data }, 1, 4, 5),
        },
        8 when fork >= ForkName.Gloas => body with { ParentExecutionRequests = Requests(draw, body.ParentExecutionRequests) },
        8 when fork >= ForkName.Electra => body with { ExecutionRequests = Requests(draw, body.ExecutionRequests) },
        _ => body with { Eth1Data = new Eth1Data { DepositCount = draw.Number(0) } },
    };

    private static ExecutionRequests Requests(ForkChoiceDraw draw, ExecutionRequests requests) => requests with
    {
        Deposits = draw.Several(new DepositRequest { Amount = draw.Number(32_000_000_000), Index = draw.Number(0) }, 0, 1, 100),
        Withdrawals = draw.Several(new WithdrawalRequest { Amount = draw.Number(0) }, 0, 1, 16, 17),
        Consolidations = draw.Several(new ConsolidationRequest { SourcePubkey = default, TargetPubkey = default }, 0, 1, 2, 3),
    };

    private static Attestation Attestation(ForkChoiceDraw draw)
    {
        var data = draw.Vote();
        var isElectra = draw.Store.Spec.ForkAtSlot(data.Slot) >= ForkName.Electra;
        var committees = (int)draw.Store.Preset.MaxCommitteesPerSlot;
        var bits = BitList.Zeros(isElectra || draw.OneIn(12) ? committees : 0);
        for (var i = 0; i < bits.Length; i++)
        {
            bits = bits.SetItem(i, i == 0 ? !draw.OneIn(8) : draw.OneIn(i == 1 ? 2 : 12));
        }

        var ones = Math.Max(1, bits.CountOnes());
        return new Attestation
        {
            AggregationBits = draw.OneIn(3)
                ? draw.Bits(4 * ones, 1 + draw.Below(3))
                : BitList.Zeros(4 * ones).SetItem(draw.Below(3), true),
            Data = isElectra ? data : data with { Index = draw.Number((ulong)draw.Below(2)) },
            CommitteeBits = bits,
        };
    }

    private static AttesterSlashing Slashing(ForkChoiceDraw draw)
    {
        var data = draw.Vote();
        var other = draw.OneIn(3) ? draw.Vote() : data with { BeaconBlockRoot = draw.Root(default) };
        return new AttesterSlashing { Attestation1 = Indexed(draw, data), Attestation2 = Indexed(draw, other) };
    }

    private static IndexedAttestation Indexed(ForkChoiceDraw draw, AttestationData data) => new()
    {
        AttestingIndices = draw.Below(8) switch
        {
            0 => [],
            1 => draw.Several(draw.Validator(), 1, 2, 2048, 131_072),
            2 => [draw.Validator(), draw.Validator()],
            3 => [3, draw.Number(63)],
            _ => [3, 7, 12, 40],
        },
        Data = data,
    };

    private static ProposerSlashing ProposerSlashing(ForkChoiceDraw draw)
    {
        var header = new BeaconBlockHeader { Slot = draw.Number(StoreTime.GetCurrentSlot(draw.Store)), ProposerIndex = draw.Validator() };
        return new ProposerSlashing
        {
            SignedHeader1 = new SignedBeaconBlockHeader { Message = header },
            SignedHeader2 = new SignedBeaconBlockHeader { Message = header with { BodyRoot = draw.Root(draw.Known().Root) } },
        };
    }

    private static SignedExecutionPayloadEnvelope Envelope(ForkChoiceDraw draw)
    {
        var honest = draw.Pick(draw.Candidates).Envelope
            ?? new SignedExecutionPayloadEnvelope { Message = ExecutionPayloadEnvelope.Default(draw.Context(ForkName.Gloas)) };
        if (draw.OneIn(3))
        {
            return honest;
        }

        var (envelope, payload) = (honest.Message, honest.Message.Payload);
        return honest with
        {
            Message = envelope with
            {
                BeaconBlockRoot = draw.Root(envelope.BeaconBlockRoot),
                BuilderIndex = draw.Number(envelope.BuilderIndex),
                ExecutionRequests = draw.OneIn(4) ? Requests(draw, envelope.ExecutionRequests) : envelope.ExecutionRequests,
                Payload = payload with
                {
                    SlotNumber = draw.Number(payload.SlotNumber),
                    Timestamp = draw.Number(payload.Timestamp),
                    GasLimit = draw.Number(payload.GasLimit),
                    BlockHash = draw.Root(payload.BlockHash),
                },
            },
        };
    }

    private static PayloadAttestationMessage PayloadVote(ForkChoiceDraw draw)
    {
        var block = draw.Known();
        var voter = draw.Validator();
        if (block.HasPayloadStatus && !draw.OneIn(4))
        {
            voter = draw.Pick([.. Accessors.GetPtc(block.State, block.Slot)]);
        }

        return new PayloadAttestationMessage
        {
            ValidatorIndex = voter,
            Data = new PayloadAttestationData
            {
                BeaconBlockRoot = draw.Root(block.Root),
                Slot = draw.Number(block.Slot),
                PayloadPresent = draw.OneIn(2),
                BlobDataAvailable = draw.OneIn(2),
            },
        };
    }

    private static SignedInclusionList List(ForkChoiceDraw draw)
    {
        var store = draw.Store;
        var slot = StoreTime.GetCurrentSlot(store);
        var epoch = Misc.ComputeEpochAtSlot(store.Preset, slot);
        var dependent = Ancestry.GetShufflingDependentRoot(store, HeadSelection.GetHead(store).Root, epoch);
        var lookahead = new Checkpoint { Epoch = Misc.SaturatingSub(epoch, store.Preset.MinSeedLookahead), Root = dependent };
        var voter = draw.Validator();
        if (store.StoreTargetCheckpointState(lookahead, out var state) is null && !draw.OneIn(4))
        {
            voter = draw.Pick([.. InclusionLists.GetInclusionListCommittee(state!, slot)]);
        }

        return new SignedInclusionList
        {
            Message = new InclusionList
            {
                Slot = draw.Number(slot),
                ValidatorIndex = voter,
                DependentRoot = draw.Root(dependent),
                Transactions = draw.Several(ByteList.Create(new byte[draw.OneIn(6) ? 0 : 1 + draw.Below(400)]), 0, 1, 1, 2, 20, 1000),
            },
        };
    }
}
