using System.Globalization;
using Consensoor.Actors.Chain;
using Consensoor.Actors.Pools;
using Consensoor.Bench.Nodes;
using Consensoor.Interop.Keys;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Duties;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Bench.States;

/// <summary>
/// `votes`: the single attestations of slots of a chain, each signed, from their bytes to pool and fork choice on one thread, part by part,
/// without wire and actors: processor time and bytes of a vote.
/// </summary>
internal static class VotesProgram
{
    private const int WarmUps = 8, Counted = 16;
    private static readonly string[] Parts = ["decode", "conditions of gossip", "signature", "pool", "fork choice", "head after them"];

    /// <summary>Measures a registry of so many validators, with signatures verified so many together.</summary>
    public static void Run(int validators, IReadOnlyList<int> batches)
    {
        Console.WriteLine("| verified together | " + string.Join(" | ", Parts) + " | all | votes/CPU s | bytes |");
        Console.WriteLine("| --- |" + string.Concat(Enumerable.Repeat(" --- |", Parts.Length + 3)));
        foreach (var batch in batches)
        {
            Measure(validators, batch);
        }

        Console.WriteLine(
            $"\n{Machine.Line}; load {Machine.Load}. {validators} validators, mainnet preset, fulu; µs of one thread a vote, "
                + $"medians of {Counted} slots.");
    }

    private static void Measure(int validators, int batch)
    {
        var chain = new NonFinalityChain(validators);
        using var ports = new StandingPorts(chain.Genesis.Spec) { Now = chain.TimeOf(0) };
        var core = NonFinalityProgram.Start(ports, chain.Genesis, budgetMebibytes: 0);
        var (seen, pool) = (new Seen(chain.Genesis.Spec), new AttestationPool(chain.Genesis.Spec, ManagedBls.Shared, 1024));
        var times = Parts.Select(static _ => new List<double>()).ToArray();
        var bytes = new List<long>();
        for (Slot slot = 1; slot <= WarmUps + Counted; slot++)
        {
            ports.Now = chain.TimeOf(slot);
            core.OnSlot(slot);
            ports.Run(core);
            NonFinalityProgram.Import(core, ports, chain.Build(ports.View!.Head.State, slot));
            var votes = Sign(ports.View!);
            var parts = new TimeSpan[Parts.Length];
            var before = GC.GetAllocatedBytesForCurrentThread();
            Take(votes, core, ports, seen, pool, batch, parts);
            if (slot > WarmUps)
            {
                bytes.Add((GC.GetAllocatedBytesForCurrentThread() - before) / votes.Count);
                for (var i = 0; i < parts.Length; i++)
                {
                    times[i].Add(parts[i].TotalMicroseconds / votes.Count);
                }
            }
        }

        double[] medians = [.. times.Select(static part => part.Order().ElementAt(part.Count / 2))];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {batch} | {string.Join(" | ", medians.Select(static time => time.ToString("0.00", CultureInfo.InvariantCulture)))} "
                + $"| {medians.Sum():0.0} | {1e6 / medians.Sum():0} | {bytes.Order().ElementAt(bytes.Count / 2)} |"));
    }

    private static void Take(
        IReadOnlyList<byte[]> bytes, ChainCore core, StandingPorts ports, Seen seen, AttestationPool pool, int batch, TimeSpan[] parts)
    {
        var view = ports.View!;
        var (context, slot) = (view.HeadState.Ssz, view.Head.Slot);
        var committees = Accessors.GetCommitteeCountPerSlot(view.HeadState, Accessors.GetCurrentEpoch(view.HeadState));
        var nowMs = (ulong)ports.Now.ToUnixTimeMilliseconds();
        var part = 0;
        var clock = ThreadClock.Now();
        var votes = new SingleAttestation[bytes.Count];
        for (var i = 0; i < votes.Length; i++)
        {
            Require(SingleAttestation.TryDecode(bytes[i], context, out var vote, out _));
            votes[i] = vote!;
        }

        Next();
        var verifier = new BatchVerifier(ManagedBls.Shared);
        var verified = new VerifiedAttestation[votes.Length];
        for (var i = 0; i < votes.Length; i++)
        {
            var vote = votes[i];
            var subnet = Attesting.ComputeSubnetForAttestation(view.Spec, committees, slot, vote.CommitteeIndex);
            var result = BeaconAttestationGossip.ValidateBeaconAttestationGossip(seen, view, vote, nowMs, subnet, verifier, out var alone);
            Require(result == GossipResult.Accept && BeaconAttestationGossip.Mark(seen, vote.Data, vote.AttesterIndex));
            verified[i] = new VerifiedAttestation(alone!, [vote.AttesterIndex]);
        }

        Next();
        foreach (var together in verifier.Take().Chunk(batch))
        {
            Require(ManagedBls.Shared.VerifyBatch(together, []));
        }

        Next();
        foreach (var vote in verified)
        {
            pool.Add(vote);
        }

        Next();
        foreach (var together in verified.Chunk(batch))
        {
            core.Apply(new ApplyAttestations(together));
        }

        Next();
        HeadSelection.GetHead(core.Store);
        Next();

        void Next()
        {
            var now = ThreadClock.Now();
            parts[part++] = now - clock;
            clock = now;
        }
    }

    // The keys of the synthetic registry are those of its first validators over and over.
    private static List<byte[]> Sign(ChainView view)
    {
        var (state, slot, epoch) = (view.HeadState, view.Head.Slot, Accessors.GetCurrentEpoch(view.HeadState));
        var votes = new List<byte[]>();
        var data = new AttestationData
        {
            Slot = slot,
            BeaconBlockRoot = view.HeadRoot,
            Source = state.CurrentJustifiedCheckpoint,
            Target = new Checkpoint { Epoch = epoch, Root = Accessors.GetBlockRoot(state, epoch) },
        };
        var signatures = new Dictionary<ulong, BLSSignature>();
        for (var index = 0UL; index < Accessors.GetCommitteeCountPerSlot(state, epoch); index++)
        {
            foreach (var attester in Accessors.GetBeaconCommittee(state, slot, index))
            {
                var key = attester % Spec.SyntheticState.DistinctKeys;
                if (!signatures.TryGetValue(key, out var signature))
                {
                    signature = Attesting.GetAttestationSignature(state, data, root => ManagedBls.Shared.Sign(
                        new Bytes32(InteropKeys.SecretKey(key)), root.AsSpan())!.Value);
                    signatures.Add(key, signature);
                }

                var vote = new SingleAttestation { CommitteeIndex = index, AttesterIndex = attester, Data = data, Signature = signature };
                votes.Add(vote.ToSsz(state.Ssz));
            }
        }

        return votes;
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("a vote was not taken");
        }
    }
}
