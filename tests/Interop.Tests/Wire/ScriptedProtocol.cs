using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Tests.Wire;

/// <summary>A peer that says on each stream what it is told to, whatever the other side does, and reads only where it shall.</summary>
internal sealed class ScriptedProtocol(string id, byte[] says, bool ends = true, bool reads = true) : ISessionProtocol
{
    public string Id => id;

    public List<byte> Heard { get; } = [];

    public List<StreamEnd> Ended { get; } = [];

    public ISessionMachine Dial(ISessionStream stream, DateTimeOffset now) => new Machine(this);

    public ISessionMachine Listen(ISessionStream stream, DateTimeOffset now) => new Machine(this);

    private sealed class Machine(ScriptedProtocol script) : ISessionMachine
    {
        private int _said;

        public DateTimeOffset? WakeUp => null;

        public void Advance(ISessionStream stream, DateTimeOffset now)
        {
            _said += stream.Write(script.Says.AsSpan(_said));
            if (script.Reads)
            {
                script.Heard.AddRange(stream.Input);
                stream.Consume(stream.Input.Length);
            }

            if (_said == script.Says.Length && script.Ends)
            {
                stream.EndOutput();
            }
        }

        public void Closed(ISessionStream stream, StreamEnd end, DateTimeOffset now) => script.Ended.Add(end);
    }

    private byte[] Says => says;

    private bool Ends => ends;

    private bool Reads => reads;
}
