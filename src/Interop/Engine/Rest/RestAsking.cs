namespace Consensoor.Interop.Engine.Rest;

/// <summary>
/// When an execution layer is asked what it speaks over REST: with each connecting, and beside a call where a connection was made since the
/// last answer, one question at a time. Who keeps to JSON-RPC is asked more and more seldom. For many threads.
/// </summary>
internal sealed class RestAsking
{
    /// <summary>The least time between two questions beside calls; doubled with each that brought no REST.</summary>
    public static readonly TimeSpan LeastWait = TimeSpan.FromSeconds(12);

    /// <summary>How often the wait is doubled, to 384 s.</summary>
    public const int MostDoublings = 5;

    private readonly Lock _lock = new();
    private int _begun;
    private int _ended;
    private int _underWay;
    private int _fruitless;
    private int? _connections = 0;
    private TimeSpan? _when;

    /// <summary>Begins the question that goes with connecting; gives its number.</summary>
    public int Begin()
    {
        lock (_lock)
        {
            _fruitless = 0;
            return Next();
        }
    }

    /// <summary>Begins a question beside a call, by the count of connections so far; null where none is due.</summary>
    public int? BeginBeside(int connections, TimeSpan now)
    {
        lock (_lock)
        {
            return _underWay > 0 || connections == _connections || now - _when < LeastWait * (1 << _fruitless) ? null : Next();
        }
    }

    /// <summary>
    /// Ends a question: REST is spoken or is not, or null where nothing came of it, so that it is due again without a new connection.
    /// False where one that began later has ended before: that one's answer holds.
    /// </summary>
    public bool End(int number, bool? isSpoken, int connections, TimeSpan now)
    {
        lock (_lock)
        {
            _underWay--;
            if (number < _ended)
            {
                return false;
            }

            (_ended, _when, _connections) = (number, now, isSpoken is null ? null : connections);
            _fruitless = isSpoken == true ? 0 : Math.Min(_fruitless + 1, MostDoublings);
            return true;
        }
    }

    private int Next()
    {
        _underWay++;
        return ++_begun;
    }
}
