using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Consensoor.Interop.Gossipsub;
using Consensoor.Spec.Gossip;

namespace Consensoor.Bench.Gossip;

/// <summary>
/// `gossip-machines`: what a message costs in the machines alone, on one thread: published and framed; sent (muxer and seal); received
/// (seal and muxer, cut into frames); routed (decompressed, its id, accepted). Times are the least of the rounds, bytes what is allocated.
/// </summary>
internal sealed class MachinesProgram
{
    private const int Rounds = 15;
    private static readonly (int Size, int Batch, int Count)[] Loads =
        [(240, 1, 3000), (240, 64, 12_800), (1024, 64, 12_800), (100 << 10, 4, 400), (1 << 20, 1, 60)];

    private readonly byte[] _noise = RandomNumberGenerator.GetBytes(1 << 20);
    private readonly GossipTopicSettings _topic = new("/eth2/00000000/beacon_block/ssz_snappy", MessageIdRule.Altair, 10 << 20);
    private readonly long[] _ticks = new long[4];
    private readonly MachineHost _sender;
    private readonly MachineHost _receiver;
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private long _number;
    private int _heard;

    private MachinesProgram()
    {
        var settings = new GossipSettings();
        (_sender, _receiver) = (new MachineHost(isDialer: true, settings, _now), new MachineHost(isDialer: false, settings, _now));
        Carry();
        _sender.Connection.Open(_sender.Meshsub.Protocols, _now);
        _receiver.Connection.Open(_receiver.Meshsub.Protocols, _now);
        Carry();
        foreach (var (host, isOutbound) in new[] { (_sender, true), (_receiver, false) })
        {
            host.Router.Subscribe(_topic, Elapsed);
            host.Router.AddPeer("other", host.Sender!.Version, isOutbound, "", Elapsed);
        }

        Settle();
        Beat();
        Settle();
    }

    private TimeSpan Elapsed => _now - DateTimeOffset.UnixEpoch;

    internal static void Run()
    {
        Console.WriteLine("| bytes | at once | publish µs | send µs | receive µs | route µs | all µs | bytes allocated |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        var program = new MachinesProgram();
        foreach (var (size, batch, count) in Loads)
        {
            var best = new double[4];
            Array.Fill(best, double.MaxValue);
            var bytes = long.MaxValue;
            for (var round = 0; round < Rounds; round++)
            {
                Array.Clear(program._ticks);
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var sent = 0; sent < count; sent += batch)
                {
                    program.Send(size, batch);
                }

                bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - before) / count);
                for (var i = 0; i < best.Length; i++)
                {
                    best[i] = Math.Min(best[i], (double)program._ticks[i] / Stopwatch.Frequency * 1e6 / count);
                }
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {size} | {batch} | {best[0]:0.00} | {best[1]:0.00} | {best[2]:0.00} | {best[3]:0.00} | {best.Sum():0.00} | {bytes} |"));
        }
    }

    private void Send(int size, int batch)
    {
        var expected = _heard + batch;
        for (var i = 0; i < batch; i++)
        {
            BitConverter.TryWriteBytes(_noise, ++_number);
            var begin = Stopwatch.GetTimestamp();
            _sender.Router.Publish(_topic, _noise.AsSpan(0, size), Elapsed);
            _ticks[0] += Stopwatch.GetTimestamp() - begin;
        }

        // As many a second as a busy node hears, so that what is kept for IWANT goes again.
        _now += TimeSpan.FromMilliseconds(size < 10_000 ? 0.1 * batch : 20 * batch);
        Settle();
        if (_heard != expected)
        {
            throw new InvalidOperationException($"{_heard} of {expected} messages came");
        }

        if (_sender.Router.NextWakeUp <= Elapsed || _receiver.Router.NextWakeUp <= Elapsed)
        {
            Beat();
            Settle();
        }
    }

    private void Beat()
    {
        _now += TimeSpan.FromSeconds(1);
        foreach (var host in new[] { _sender, _receiver })
        {
            host.Router.Wake(Elapsed);
            host.Connection.Wake(_now);
        }
    }

    private void Settle()
    {
        do
        {
            Give(_sender);
            Give(_receiver);
            Carry();
            Route(_receiver);
            Route(_sender);
        }
        while (Give(_sender) | Give(_receiver) | _sender.Connection.HasOutput | _receiver.Connection.HasOutput
            | _sender.Came.Count > 0 | _receiver.Came.Count > 0);
    }

    private bool Give(MachineHost host)
    {
        var begin = Stopwatch.GetTimestamp();
        var isAny = false;
        while (host.Router.TryTakeFrame(out var frame))
        {
            isAny = true;
            host.Sender!.Add(frame);
        }

        if (isAny)
        {
            host.Connection.AdvanceStream(host.Sender!.Stream, _now);
        }

        _ticks[1] += Stopwatch.GetTimestamp() - begin;
        return isAny;
    }

    // Until neither side has anything for the link.
    private void Carry()
    {
        while (_sender.Connection.HasOutput || _receiver.Connection.HasOutput)
        {
            Carry(_sender, _receiver);
            Carry(_receiver, _sender);
        }
    }

    private void Carry(MachineHost from, MachineHost to)
    {
        var begin = Stopwatch.GetTimestamp();
        var output = from.Connection.Output;
        var middle = Stopwatch.GetTimestamp();
        to.Connection.Receive(output.Span, _now);
        var end = Stopwatch.GetTimestamp();
        output.Dispose();
        from.Connection.Drained(_now);
        _ticks[1] += Stopwatch.GetTimestamp() - end + middle - begin;
        _ticks[2] += end - middle;
        while (to.Connection.TryNextEvent(out _))
        {
        }
    }

    private void Route(MachineHost host)
    {
        var begin = Stopwatch.GetTimestamp();
        while (host.Came.TryDequeue(out var came))
        {
            host.Router.Receive("other", came.Frame, Elapsed);
            came.Frame.Release();
            if (came.Receiver.Window.Take(came.Frame.Length))
            {
                host.Connection.AdvanceStream(came.Receiver.Stream, _now);
            }
        }

        while (host.Router.TryTakeDelivery(out var delivery))
        {
            _heard++;
            host.Router.Judge(delivery.Id, GossipDecision.Accept, "", Elapsed);
        }

        while (host.Router.TryTakeEvent(out _))
        {
        }

        _ticks[3] += Stopwatch.GetTimestamp() - begin;
    }
}
