using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>
/// Plays a validator client for the validators whose keys are nobody's, over one slot of which one of them is the proposer, and keeps what
/// it asked: the operations of the definition with the requests that are good for them.
/// </summary>
internal sealed class WalkDuties
{
    private readonly WalkChain _chain;
    private readonly SortedDictionary<string, (WalkRequest Request, WalkAnswer Answer)> _asked = new(StringComparer.Ordinal);
    private readonly SszContext _context;
    private BeaconState _state = null!;

    private WalkDuties(WalkChain chain) => (_chain, _context) = (chain, chain.Spec.Ssz(chain.Fork));

    private Slot Slot => _chain.Slot;

    private string Version => _chain.Fork.Text();

    /// <summary>What was asked, by the operation.</summary>
    public IReadOnlyDictionary<string, (WalkRequest Request, WalkAnswer Answer)> Asked => _asked;

    /// <summary>Names the operations that ask for a block.</summary>
    public static IReadOnlyList<string> Productions { get; } =
        ["GET /eth/v3/validator/blocks/{slot}", "POST /eth/v4/validator/blocks/{slot}"];

    /// <summary>The root of the block that was made, and what was asked to make it, as the text of a query.</summary>
    public Root Block { get; private set; }

    public string Reveal { get; private set; } = "";

    public Root DataRoot { get; private set; }

    /// <summary>Goes to the next slot from one on whose proposer is nobody's, and does the duties there; ends late in the slot.</summary>
    public static WalkDuties Do(WalkChain chain, Slot from, Action afterEach)
    {
        for (var slot = Math.Max(from, chain.Slot + 1); ; slot++)
        {
            chain.RunTo(slot, 0.1);
            var duties = new WalkDuties(chain);
            if (chain.View.StateAt(slot) is { } state
                && Accessors.GetBeaconProposerIndex(state) is >= WalkChain.Online and var proposer
                && HasSeats(state, slot))
            {
                duties._state = state;
                duties.Propose(proposer);
                afterEach();
                chain.RunTo(slot, 2.4);
                duties.Attest();
                afterEach();
                chain.RunTo(slot, 4.7);
                duties.Aggregate();
                afterEach();
                return duties;
            }
        }
    }

    /// <summary>Goes to the next slot whose proposer is nobody's, for which a block may be asked then.</summary>
    public static (string Operation, WalkRequest Request) ToProduce(WalkChain chain)
    {
        for (var slot = chain.Slot + 1; ; slot++)
        {
            chain.RunTo(slot, 0.1);
            if (chain.View.StateAt(slot) is { } state && Accessors.GetBeaconProposerIndex(state) >= WalkChain.Online)
            {
                return ToProduceNow(chain);
            }
        }
    }

    /// <summary>What asks for the block of the present slot, for which bids count so many percent (gloas on).</summary>
    public static (string Operation, WalkRequest Request) ToProduceNow(WalkChain chain, ulong boost = 100)
    {
        var state = chain.View.StateAt(chain.Slot)!;
        return new WalkDuties(chain) { _state = state }.Production(Accessors.GetBeaconProposerIndex(state), boost);
    }

    // Somebody whose keys are nobody's is in a committee of the slot, and in its payload timeliness committee.
    private static bool HasSeats(BeaconState state, Slot slot)
    {
        var epoch = Misc.ComputeEpochAtSlot(state.Preset, slot);
        return Enumerable.Range(0, (int)Accessors.GetCommitteeCountPerSlot(state, epoch)).Any(number =>
                Accessors.GetBeaconCommittee(state, slot, (CommitteeIndex)number).ToArray().Any(static one => one >= WalkChain.Online))
            && (state.ForkName < ForkName.Gloas || Accessors.GetPtc(state, slot).Any(static one => one >= WalkChain.Online));
    }

    private void Propose(ValidatorIndex proposer)
    {
        var isGloas = _chain.Fork >= ForkName.Gloas;
        var (operation, request) = Production(proposer);
        var produced = Ask(operation, request);
        if (!produced.IsGood)
        {
            return;
        }

        using var json = JsonDocument.Parse(produced.Text);
        var data = json.RootElement.GetProperty("data");
        var isWhole = _chain.Fork is >= ForkName.Deneb and < ForkName.Gloas;
        var block = Value<BeaconBlock>(isWhole ? data.GetProperty("block") : data);
        Block = block.HashTreeRoot(_context);
        var signed = new SignedBeaconBlock
        {
            Message = block,
            Signature = Proposing.GetBlockSignature(_state, block, WalkKeys.SignerOf(proposer)),
        };
        var text = ApiBodies.Json(signed, _context);
        var publish = new WalkRequest("POST", "/eth/v2/beacon/blocks").With(ApiResponse.VersionHeader, Version);
        Ask("POST /eth/v2/beacon/blocks", publish.WithJson(
            isWhole
                ? $$"""{"signed_block":{{text}},"kzg_proofs":{{data.GetProperty("kzg_proofs")}},"blobs":{{data.GetProperty("blobs")}}}"""
                : text));
        if (!isGloas)
        {
            return;
        }

        var envelope = Ask(
            "GET /eth/v1/validator/execution_payload_envelopes/{slot}/{beacon_block_root}",
            new WalkRequest("GET", $"/eth/v1/validator/execution_payload_envelopes/{Slot}/{Block}"));
        if (envelope.IsGood)
        {
            var message = Data<ExecutionPayloadEnvelope>(envelope);
            Ask("POST /eth/v1/beacon/execution_payload_envelopes", new WalkRequest("POST", "/eth/v1/beacon/execution_payload_envelopes")
                .With(ApiResponse.VersionHeader, Version).With("Eth-Blob-Data-Included", "false").WithJson(ApiBodies.Json(
                    new SignedExecutionPayloadEnvelope
                    {
                        Message = message,
                        Signature = Building.GetExecutionPayloadEnvelopeSignature(_state, message, WalkKeys.SignerOf(proposer)),
                    },
                    _context)));
        }
    }

    private (string Operation, WalkRequest Request) Production(ValidatorIndex proposer, ulong boost = 100)
    {
        Reveal = Proposing.GetEpochSignature(_state, Slot, WalkKeys.SignerOf(proposer)).ToString();
        return _chain.Fork >= ForkName.Gloas
            ? (Productions[1], new WalkRequest(
                "POST", $"/eth/v4/validator/blocks/{Slot}?randao_reveal={Reveal}&include_payload=false")
                .WithJson($$"""{"min_bid":"0","builder_boost_factor":"{{boost}}","builders":[]}""")
                .With(ApiResponse.VersionHeader, Version))
            : (Productions[0], new WalkRequest("GET", $"/eth/v3/validator/blocks/{Slot}?randao_reveal={Reveal}"));
    }

    private void Attest()
    {
        var answer = Ask(
            "GET /eth/v1/validator/attestation_data",
            new WalkRequest("GET", $"/eth/v1/validator/attestation_data?slot={Slot}&committee_index=0"));
        if (!answer.IsGood)
        {
            return;
        }

        var data = Data<AttestationData>(answer);
        DataRoot = data.HashTreeRoot(_context);
        var (committee, index, place) = Enumerable.Range(0, (int)Accessors.GetCommitteeCountPerSlot(_state, EpochNow))
            .SelectMany(number => Accessors.GetBeaconCommittee(_state, Slot, (CommitteeIndex)number).ToArray()
                .Select((member, at) => (number, member, at)))
            .First(static seat => seat.member >= WalkChain.Online);
        var signature = Attesting.GetAttestationSignature(
            _state, _chain.Fork < ForkName.Electra ? data with { Index = (ulong)committee } : data, WalkKeys.SignerOf(index));
        var bits = new bool[Accessors.GetBeaconCommittee(_state, Slot, (CommitteeIndex)committee).Length];
        bits[place] = true;
        Ask("POST /eth/v2/beacon/pool/attestations", new WalkRequest("POST", "/eth/v2/beacon/pool/attestations")
            .With(ApiResponse.VersionHeader, Version).WithJson(_chain.Fork >= ForkName.Electra
                ? ApiBodies.Json(
                    new SingleAttestation
                    {
                        CommitteeIndex = (ulong)committee,
                        AttesterIndex = index,
                        Data = data,
                        Signature = signature,
                    },
                    _context).AsList()
                : ApiBodies.Json(
                    new Attestation
                    {
                        AggregationBits = BitList.Create(bits),
                        Data = data with { Index = (ulong)committee },
                        Signature = signature,
                    },
                    _context).AsList()));
    }

    private void Aggregate()
    {
        var committee = Enumerable.Range(0, (int)Accessors.GetCommitteeCountPerSlot(_state, EpochNow)).First(number =>
            Accessors.GetBeaconCommittee(_state, Slot, (CommitteeIndex)number).ToArray().Any(static member => member >= WalkChain.Online));
        var aggregator = Accessors.GetBeaconCommittee(_state, Slot, (CommitteeIndex)committee).ToArray()
            .First(static member => member >= WalkChain.Online);
        var dataOf = _chain.Send(
            new WalkRequest("GET", $"/eth/v1/validator/attestation_data?slot={Slot}&committee_index={committee}"));
        DataRoot = dataOf.IsGood ? Data<AttestationData>(dataOf).HashTreeRoot(_context) : DataRoot;
        var aggregate = Ask("GET /eth/v2/validator/aggregate_attestation", new WalkRequest(
            "GET", $"/eth/v2/validator/aggregate_attestation?attestation_data_root={DataRoot}&slot={Slot}&committee_index={committee}"));
        if (aggregate.IsGood)
        {
            var message = Aggregating.GetAggregateAndProof(_state, aggregator, Data<Attestation>(aggregate), WalkKeys.SignerOf(aggregator));
            Ask("POST /eth/v2/validator/aggregate_and_proofs", new WalkRequest("POST", "/eth/v2/validator/aggregate_and_proofs")
                .With(ApiResponse.VersionHeader, Version).WithJson(ApiBodies.Json(
                    new SignedAggregateAndProof
                    {
                        Message = message,
                        Signature = Aggregating.GetAggregateAndProofSignature(_state, message, WalkKeys.SignerOf(aggregator)),
                    },
                    _context).AsList()));
        }

        if (_chain.Fork >= ForkName.Altair)
        {
            SyncCommittee();
        }

        if (_chain.Fork >= ForkName.Gloas)
        {
            PayloadVote();
        }
    }

    private void SyncCommittee()
    {
        var size = SyncCommittees.SubcommitteeSize(_chain.Spec.Preset);
        var (member, place) = _state.CurrentSyncCommittee.Pubkeys
            .Select((pubkey, at) => (Accessors.TryGetValidatorIndex(_state, pubkey, out var index) ? index : 0, at))
            .First(static seat => seat.Item1 >= WalkChain.Online);
        var subcommittee = place / size;
        Ask("POST /eth/v1/beacon/pool/sync_committees", new WalkRequest("POST", "/eth/v1/beacon/pool/sync_committees").WithJson(
            ApiBodies.Json(
                SyncCommittees.GetSyncCommitteeMessage(
                    _state, Slot, _chain.View.Head.Root, member, WalkKeys.SignerOf(member)), _context).AsList()));
        var contribution = Ask("GET /eth/v1/validator/sync_committee_contribution", new WalkRequest(
            "GET",
            $"/eth/v1/validator/sync_committee_contribution?slot={Slot}&subcommittee_index={subcommittee}"
                + $"&beacon_block_root={_chain.View.Head.Root}"));
        if (contribution.IsGood)
        {
            var message = SyncCommittees.GetContributionAndProof(
                _state, member, Data<SyncCommitteeContribution>(contribution), WalkKeys.SignerOf(member));
            Ask("POST /eth/v1/validator/contribution_and_proofs", new WalkRequest("POST", "/eth/v1/validator/contribution_and_proofs")
                .WithJson(ApiBodies.Json(
                    new SignedContributionAndProof
                    {
                        Message = message,
                        Signature = SyncCommittees.GetContributionAndProofSignature(_state, message, WalkKeys.SignerOf(member)),
                    },
                    _context).AsList()));
        }
    }

    private void PayloadVote()
    {
        var answer = Ask(
            "GET /eth/v1/validator/payload_attestation_data",
            new WalkRequest("GET", $"/eth/v1/validator/payload_attestation_data?slot={Slot}"));
        var member = Accessors.GetPtc(_state, Slot).FirstOrDefault(static index => index >= WalkChain.Online);
        if (answer.Status == 200 && member > 0)
        {
            var vote = new PayloadAttestationMessage { ValidatorIndex = member, Data = Data<PayloadAttestationData>(answer) };
            vote = vote with
            {
                Signature = PayloadTimelinessVoting.GetPayloadAttestationMessageSignature(_state, vote, WalkKeys.SignerOf(member)),
            };
            Ask("POST /eth/v1/beacon/pool/payload_attestations", new WalkRequest("POST", "/eth/v1/beacon/pool/payload_attestations")
                .With(ApiResponse.VersionHeader, Version).WithJson(ApiBodies.Json(vote, _context).AsList()));
        }
    }

    private Epoch EpochNow => Misc.ComputeEpochAtSlot(_chain.Spec.Preset, Slot);

    private WalkAnswer Ask(string operation, WalkRequest request)
    {
        var answer = _chain.Send(request);
        _asked[operation] = (request, answer);
        return answer;
    }

    private T Data<T>(WalkAnswer answer)
        where T : ISszType<T>
    {
        using var json = JsonDocument.Parse(answer.Text);
        return Value<T>(json.RootElement.GetProperty("data"));
    }

    private T Value<T>(JsonElement json)
        where T : ISszType<T>
    {
        var failure = default(SszFailure);
        return T.TryReadJson(json, _context, out var value, ref failure)
            ? value
            : throw new InvalidOperationException($"no {typeof(T).Name}: {failure.ToError()}");
    }
}
