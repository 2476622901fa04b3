using Akka.Actor;
using Consensoor.Actors.Signing;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Remote;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Tests.Signing;

/// <summary>
/// A process that has blocks and attestations of slot after slot signed, until it is killed, and writes each signature when it has it. What
/// it wants signed differs from run to run, and it begins some slots before where the last one was, so that each run would be slashed if
/// the one before were forgotten.
/// </summary>
internal static class SigningLoop
{
    public const string Name = "signing-loop";

    /// <summary>Stands for keys in the process, where no URL of a signer is given.</summary>
    public const string Here = "here";

    public const int Keys = 4;

    public static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal with { AltairForkEpoch = 0, BellatrixForkEpoch = 0 });

    public static LocalSigner Signer() => new(ManagedBls.Shared, InteropGenesis.SecretKeys(0, Keys));

    /// <summary>The process itself; nonce tells its wishes from those of other runs.</summary>
    public static async Task Run(string folder, ulong slot, byte nonce, string signer)
    {
        // A little time in each step, so that kills fall into all of them.
        var random = new Random(nonce);
        void Dawdle(SigningStep step) => Thread.Sleep(random.Next(3));
        var keys = Signer();
        IValidatorSigner signs = keys;
        if (signer != Here)
        {
            var options = new RemoteSignerOptions(new Uri(signer), TimeSpan.FromSeconds(30), Keys);
            var (remote, failure) = await RemoteSigner.Connect(options, Spec, SigningSamples.Chain, ManagedBls.Shared, keys.Pubkeys);
            signs = remote ?? throw new InvalidOperationException($"{failure}");
        }

        using var protection = SqliteSlashingProtection.Open(Path.Combine(folder, "p.db"), SigningSamples.Chain, onStep: Dawdle);
        using var system = ActorSystem.Create("loop", "akka.loglevel = WARNING");
        var signing = system.ActorOf(SigningActor.Props(Spec, signs, protection, Dawdle));
        for (var id = 1UL; ; id++, slot++)
        {
            var messages = Messages(keys.Pubkeys, slot, nonce, random);
            var missing = messages.Count;
            using var inbox = Inbox.Create(system);
            inbox.Send(signing, new Sign(id, messages));
            while (missing > 0)
            {
                var signed = (Signed)await inbox.ReceiveAsync(TimeSpan.FromMinutes(1));
                var places = signed.Places ?? [.. Enumerable.Range(0, messages.Count)];
                foreach (var (place, outcome) in places.Zip(signed.Outcomes))
                {
                    Console.WriteLine(outcome.Signature is { } signature ? Line(messages[place], signature) : $"refused {slot}");
                    missing--;
                }

                await Console.Out.FlushAsync();
            }
        }
    }

    /// <summary>A signature as the sink reads it: kind, key, what could be slashed, signing root, signature.</summary>
    private static string Line(ToSign message, BLSSignature signature) => message switch
    {
        ToSign.Block block => $"block {block.Pubkey} {block.Header.Slot} 0 {RootOf(block.Header, block.Domain)} {signature}",
        ToSign.Attestation { Data: var data } vote =>
            $"vote {vote.Pubkey} {data.Source.Epoch} {data.Target.Epoch} {RootOf(data, vote.Domain)} {signature}",
        _ => throw new ArgumentOutOfRangeException(nameof(message)),
    };

    private static Root RootOf<T>(T value, Domain domain)
        where T : ISszType<T> => Misc.ComputeSigningRoot(value, domain, Spec.Ssz(ForkName.Bellatrix));

    // A vote an epoch is as many as there are slots here; its source is one that may surround or be surrounded.
    private static List<ToSign> Messages(IReadOnlyList<BLSPubkey> keys, ulong slot, byte nonce, Random random)
    {
        var root = SigningSamples.RootOf(nonce);
        var (proposer, attester) = (DomainOf(Constants.DomainBeaconProposer), DomainOf(Constants.DomainBeaconAttester));
        var messages = new List<ToSign>();
        foreach (var key in keys)
        {
            messages.Add(new ToSign.Block(key, new BeaconBlockHeader { Slot = slot, BodyRoot = root }, proposer));
            messages.Add(new ToSign.Attestation(
                key,
                new AttestationData
                {
                    Slot = slot * Spec.Preset.SlotsPerEpoch,
                    BeaconBlockRoot = root,
                    Source = new Checkpoint { Epoch = slot - Math.Min(slot, 1 + (ulong)random.Next(3)) },
                    Target = new Checkpoint { Epoch = slot },
                },
                attester));
        }

        return messages;
    }

    private static Domain DomainOf(DomainType type) =>
        Misc.ComputeDomain(type, Spec.ForkVersion(ForkName.Bellatrix), SigningSamples.Chain);
}
