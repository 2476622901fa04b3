using Consensoor.Actors.Simulation.Network;
using Consensoor.Interop.Libp2p.Connections;

namespace Consensoor.Actors.Network.Wire;

/// <summary>A connection of a simulated host: its machine, and the circuit that carries its bytes.</summary>
internal sealed record SimulatedHostConnection(long Id, Connection Machine, CircuitEnd End)
{
    /// <summary>Gives the circuit what it takes of the machine's bytes; false where there was nothing to give.</summary>
    public bool Write(DateTimeOffset now)
    {
        var output = Machine.Output;
        if (output.Count == 0 || End.Write(output.Span) is not (> 0 and var count))
        {
            return false;
        }

        output.Consume(count);
        Machine.Drained(now);
        return true;
    }
}
