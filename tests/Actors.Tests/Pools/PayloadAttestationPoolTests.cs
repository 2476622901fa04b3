using Consensoor.Actors.Pools;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Pools;

public class PayloadAttestationPoolTests
{
    [Fact]
    public void PackedVotesAreAcceptedAndCountEachSeatOnce() =>
        Gen.Select(Gen.Int[0, 15], Gen.Bool, Gen.Bool, Gen.Frequency((5, Gen.Const(false)), (1, Gen.Const(true)))).List[
            0, 60].Sample(votes =>
        {
            var proposal = PoolStates.BaseAt(ForkName.Gloas, 5);
            var state = proposal.State;
            var pool = new PayloadAttestationPool(state.Spec, new CountingBls(), 8);
            var size = (int)state.Preset.PtcSize;
            foreach (var (seat, isPresent, isAvailable, isOld) in votes)
            {
                var data = new PayloadAttestationData
                {
                    BeaconBlockRoot = proposal.ParentRoot,
                    Slot = isOld ? 3UL : 4UL,
                    PayloadPresent = isPresent,
                    BlobDataAvailable = isAvailable,
                };
                var voter = seat % size;
                pool.Add(new PayloadAttestationMessage { Data = data, Signature = CountingBls.SignatureOf(voter) }, [(ulong)voter]);
            }

            var packed = pool.Pack(proposal);
            Assert.True((ulong)packed.Count <= state.Preset.MaxPayloadAttestations);
            var (draft, _) = PackingState.Of(proposal);
            var former = int.MaxValue;
            foreach (var attestation in packed)
            {
                Assert.Null(PayloadAttestations.ProcessPayloadAttestation(draft, attestation, AcceptAllVerifier.Instance));
                Assert.Equal(
                    CountingBls.SignatureOf(Enumerable.Range(0, size).Where(seat => attestation.AggregationBits[seat])),
                    attestation.Signature);
                Assert.True(attestation.AggregationBits.CountOnes() <= former);
                former = attestation.AggregationBits.CountOnes();
            }

            Assert.Equal(votes.Exists(static vote => !vote.Item4), packed.Count > 0);
            pool.Prune(5);
            Assert.DoesNotContain(votes, vote => vote.Item4 && pool.Count > 4);
        });
}
