using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Consensoor.Actors.Api;

/// <summary>
/// Hands events to the streams of HTTP callers, so many at once. A caller has room for <see cref="Bound"/> events; one who reads too slowly
/// loses the oldest, and the loss is counted.
/// </summary>
public sealed class EventHub(int streams)
{
    /// <summary>Bounds the events a caller may be behind; the oldest then goes.</summary>
    public const int Bound = 512;

    private ImmutableList<Subscription> _subscriptions = [];
    private long _dropped;

    /// <summary>Counts the events that slow callers lost.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Counts the callers there are.</summary>
    public int Count => _subscriptions.Count;

    /// <summary>True where somebody asked for a topic.</summary>
    public bool IsHeard(string topic) => _subscriptions.Exists(subscription => subscription.Topics.Contains(topic));

    /// <summary>Gives an event (its data as JSON) to everybody who asked for its topic.</summary>
    public void Publish(string topic, string data)
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.Topics.Contains(topic))
            {
                subscription.Offer(new ServerEvent(topic, data));
            }
        }
    }

    /// <summary>Gives a comment to every stream that has had nothing since the last call, so that proxies leave it open.</summary>
    public void KeepAlive()
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.KeepAlive();
        }
    }

    /// <summary>Begins a stream of topics; dispose it to end it. Null where as many are open as may be.</summary>
    public Subscription? Subscribe(IReadOnlySet<string> topics)
    {
        var subscription = new Subscription(this, topics);
        return ImmutableInterlocked.Update(
            ref _subscriptions, (list, item) => list.Count < streams ? list.Add(item) : list, subscription) ? subscription : null;
    }

    /// <summary>Holds one event of a stream: its topic and its JSON.</summary>
    public sealed record ServerEvent(string Topic, string Data)
    {
        /// <summary>What is no event: a line that callers leave aside.</summary>
        public static ServerEvent Comment { get; } = new("", "");
    }

    /// <summary>Holds the stream of one caller, until it is disposed.</summary>
    public sealed class Subscription : IDisposable
    {
        private readonly EventHub _hub;
        private readonly Channel<ServerEvent> _channel;
        private volatile bool _isIdle;

        internal Subscription(EventHub hub, IReadOnlySet<string> topics)
        {
            _hub = hub;
            Topics = topics;
            _channel = Channel.CreateBounded<ServerEvent>(
                new BoundedChannelOptions(Bound) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
                _ => Interlocked.Increment(ref hub._dropped));
        }

        /// <summary>Gives the topics that the caller asked for.</summary>
        public IReadOnlySet<string> Topics { get; }

        /// <summary>Gives the events as they come, until the caller goes.</summary>
        public async IAsyncEnumerable<ServerEvent> Read([EnumeratorCancellation] CancellationToken cancellation)
        {
            while (await _channel.Reader.WaitToReadAsync(cancellation))
            {
                while (_channel.Reader.TryRead(out var item))
                {
                    yield return item;
                }
            }
        }

        /// <summary>Takes what is there, without waiting.</summary>
        public IReadOnlyList<ServerEvent> Take()
        {
            var taken = new List<ServerEvent>();
            while (_channel.Reader.TryRead(out var item))
            {
                taken.Add(item);
            }

            return taken;
        }

        /// <inheritdoc/>
        public void Dispose() => ImmutableInterlocked.Update(ref _hub._subscriptions, static (list, item) => list.Remove(item), this);

        internal void Offer(ServerEvent item)
        {
            _isIdle = false;
            _channel.Writer.TryWrite(item);
        }

        internal void KeepAlive()
        {
            if (_isIdle)
            {
                _channel.Writer.TryWrite(ServerEvent.Comment);
            }

            _isIdle = true;
        }
    }
}
