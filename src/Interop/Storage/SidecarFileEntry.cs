using Consensoor.Spec.DataColumns;

namespace Consensoor.Interop.Storage;

/// <summary>What is known of a block's file of sidecars: its slot, and once it was read which are in it and where they end.</summary>
internal sealed class SidecarFileEntry(Slot slot)
{
    public Slot Slot => slot;

    public ColumnSet Indices { get; set; }

    // Where the last whole record ends.
    public long End { get; set; } = -1;

    public bool IsRead => End >= 0;

    public void Read(FileStream file)
    {
        if (!IsRead)
        {
            (Indices, End) = SidecarFile.Scan(file);
        }
    }

    // What cannot be read is given up for what is written: there is no room for that behind it.
    public void ReadOrBeginAnew(FileStream file)
    {
        try
        {
            Read(file);
        }
        catch (IOException)
        {
            (Indices, End) = (ColumnSet.None, 0);
        }
    }

    // Has the file read anew when it is next asked for; gives what was known of it.
    public (ColumnSet Indices, long End) Forget()
    {
        var known = (Indices, End);
        (Indices, End) = (ColumnSet.None, -1);
        return known;
    }
}
