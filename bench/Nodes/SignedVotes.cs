using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Duties;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Bench.Nodes;

/// <summary>
/// The votes of all interop validators of a genesis state for its block in one slot of epoch 0, signed: as single attestations, the
/// committees in turn, and as aggregates, one for each aggregator of a committee with its share of the votes, so that each is news.
/// </summary>
internal sealed class SignedVotes
{
    private static readonly IBls Bls = ManagedBls.Shared;

    private readonly BeaconState _state;
    private readonly GossipTopic _aggregates;
    private readonly List<PublishGossip> _allSingle = [];
    private readonly List<PublishGossip> _allAggregates = [];

    public SignedVotes(BeaconState genesis, Slot slot)
    {
        _state = genesis;
        var spec = genesis.Spec;
        var (fork, digest) = (genesis.ForkName, spec.ComputeForkDigest(genesis.GenesisValidatorsRoot, Constants.GenesisEpoch));
        _aggregates = new GossipTopic(fork, digest, TopicKind.BeaconAggregateAndProof);
        var root = Anchors.LatestBlockRoot(genesis);
        var data = new AttestationData
        {
            Slot = slot,
            BeaconBlockRoot = root,
            Source = genesis.CurrentJustifiedCheckpoint,
            Target = new Checkpoint { Epoch = Constants.GenesisEpoch, Root = root },
        };
        var count = Accessors.GetCommitteeCountPerSlot(genesis, Constants.GenesisEpoch);
        var byPosition = new SortedDictionary<(int Position, CommitteeIndex Committee), PublishGossip>();
        for (CommitteeIndex index = 0; index < count; index++)
        {
            var members = Accessors.GetBeaconCommittee(genesis, slot, index).ToArray();
            BLSSignature[] signatures = [.. members.Select(member => Attesting.GetAttestationSignature(genesis, data, SignerOf(member)))];
            var subnet = Attesting.ComputeSubnetForAttestation(spec, count, slot, index);
            var topic = new GossipTopic(fork, digest, TopicKind.BeaconAttestation, subnet);
            for (var position = 0; position < members.Length; position++)
            {
                var single = new SingleAttestation
                {
                    CommitteeIndex = index,
                    AttesterIndex = members[position],
                    Data = data,
                    Signature = signatures[position],
                };
                byPosition.Add((position, index), new PublishGossip(topic, single.ToSsz(genesis.Ssz)));
            }

            Aggregate(data, index, members, signatures);
        }

        _allSingle.AddRange(byPosition.Values);
    }

    /// <summary>The single attestations, under the topics of their subnets.</summary>
    public IReadOnlyList<PublishGossip> Single => _allSingle;

    /// <summary>The aggregates.</summary>
    public IReadOnlyList<PublishGossip> Aggregates => _allAggregates;

    private static Signer SignerOf(ValidatorIndex validator)
    {
        var key = InteropGenesis.SecretKeys((int)validator, 1)[0];
        return root => Bls.Sign(key, root.AsSpan())!.Value;
    }

    private void Aggregate(AttestationData data, CommitteeIndex index, ValidatorIndex[] members, BLSSignature[] signatures)
    {
        ValidatorIndex[] aggregators =
        [
            .. members.Where(member =>
                Aggregating.IsAggregator(members.Length, Aggregating.GetSlotSignature(_state, data.Slot, SignerOf(member)))),
        ];
        for (var k = 0; k < aggregators.Length; k++)
        {
            var isIn = members.Select((_, position) => position % aggregators.Length == k).ToArray();
            var aggregate = new Attestation
            {
                AggregationBits = BitList.Create(isIn),
                Data = data,
                Signature = Bls.Aggregate([.. signatures.Where((_, position) => isIn[position])])!.Value,
                CommitteeBits = BitList.Zeros((int)_state.Preset.MaxCommitteesPerSlot).SetItem((int)index, true),
            };
            var signer = SignerOf(aggregators[k]);
            var message = Aggregating.GetAggregateAndProof(_state, aggregators[k], aggregate, signer);
            var signature = Aggregating.GetAggregateAndProofSignature(_state, message, signer);
            var signed = new SignedAggregateAndProof { Message = message, Signature = signature };
            _allAggregates.Add(new PublishGossip(_aggregates, signed.ToSsz(_state.Ssz)));
        }
    }
}
