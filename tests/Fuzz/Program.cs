using System.Diagnostics;
using Consensoor.Fuzz;
using Consensoor.Fuzz.Discovery;
using Consensoor.Fuzz.ForkChoice;
using Consensoor.Fuzz.Gossip;
using Consensoor.Fuzz.LightClient;
using Consensoor.Fuzz.Libp2p;
using Consensoor.Fuzz.Streams;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Quic;

if (FuzzOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(FuzzOptions.Usage);
    return 2;
}

IFuzzTarget[] targets =
[
    new PublicKeyTarget(), new SignatureTarget(), new PointListTarget(), new KzgProofTarget(), new BlobTarget(), new CellTarget(),
    new CellRecoveryTarget(),
    new ConfigTarget(),
    new RecordTarget(), new MessageTarget(), new DatagramTarget(),
    .. GossipTarget.All(),
    .. ForkChoiceTarget.All(),
    .. LightClientTarget.All(),
    new MultistreamTarget(), new NoiseTarget(), new NameTarget(), new CertificateTarget(),
    new MuxerTarget(new YamuxProtocol()), new MuxerTarget(new MplexProtocol()), new MuxerTarget(new QuicProtocol()),
    new SnappyTarget(), new RpcTarget(), new RouterTarget(), new PartialTarget(), new PayloadTarget(), new ExchangeTarget(),
];
IFuzzTarget[] draw = [.. targets.Where(target => target.Name.Contains(options.Only, StringComparison.Ordinal))
    .SelectMany(static target => Enumerable.Repeat(target, target.Share))];
if (draw.Length == 0)
{
    Console.Error.WriteLine($"nothing has {options.Only} in its name");
    return 2;
}

var total = new Tally();
long findings = 0;
var watch = Stopwatch.StartNew();

void Work(ulong job)
{
    var tally = new Tally();
    for (ulong number = options.First + job; number < options.First + options.Inputs; number += (ulong)options.Jobs)
    {
        var random = new FuzzRandom(options.Seed, number);
        IFuzzTarget target = random.Pick(draw);
        long start = Stopwatch.GetTimestamp();
        try
        {
            tally.Add(target.Name, target.Run(random));
        }
        catch (Exception finding) when (finding is not OutOfMemoryException)
        {
            tally.Add(target.Name, "FAILED");
            if (Interlocked.Increment(ref findings) <= 20)
                Console.WriteLine($"{target.Name}, --seed {options.Seed} --first {number} --inputs 1: {finding}");
        }

        tally.AddTime(target.Name, Stopwatch.GetElapsedTime(start));
    }

    lock (total)
        total.Add(tally);
}

Thread[] threads = [.. Enumerable.Range(0, options.Jobs).Select(job => new Thread(() => Work((ulong)job)))];
foreach (Thread thread in threads)
    thread.Start();
foreach (Thread thread in threads)
    thread.Join();

foreach (string line in total.Lines())
    Console.WriteLine(line);
Console.WriteLine($"{total.Total} inputs, {findings} findings, seed {options.Seed}, {watch.Elapsed.TotalSeconds:0} s");
return findings == 0 && total.Total > 0 ? 0 : 1;
