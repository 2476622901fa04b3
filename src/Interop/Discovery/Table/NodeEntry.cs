using System.Net;
using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Table;

/// <summary>A node of the table: it answered at its record's address once at least.</summary>
public sealed class NodeEntry(Enr record, NodeContact contact)
{
    /// <summary>The record with the highest sequence number seen.</summary>
    public Enr Record { get; internal set; } = record;

    /// <summary>Where it is reached.</summary>
    public NodeContact Contact { get; internal set; } = contact;

    /// <summary>When it is to be asked for a sign of life next.</summary>
    public DateTimeOffset NextCheck { get; internal set; }

    /// <summary>Requests in a row that it left unanswered.</summary>
    public int Failures { get; internal set; }

    /// <summary>The network whose share of the table it takes.</summary>
    internal NetworkPrefix Network { get; set; } = NetworkPrefix.Of(contact.Endpoint.Address);
}
