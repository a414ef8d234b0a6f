' What people do to a workbook, each to a copy of its own. Called with the folder of the copies:
' every file NAME.xlsx in it is opened, the act of that name is done, all is calculated, and the
' file is saved again as NAME-done.xlsx.

Const FIRST = 1   ' the first row below the headings, counted from nothing
Const LAST = 83
Const ANSWER = 6  ' column G

Sub DoAll(folder As String)
  Dim found As String, acts(200) As String, many As Integer, i As Integer
  found = Dir(folder & "/*.xlsx")
  Do While found <> ""
    acts(many) = Left(found, Len(found) - 5)
    many = many + 1
    found = Dir()
  Loop
  For i = 0 To many - 1
    DoOne(folder, acts(i))
  Next
  StarDesktop.terminate()
End Sub

Sub DoOne(folder As String, act As String)
  Dim loading(0) As New com.sun.star.beans.PropertyValue
  Dim xlsx(0) As New com.sun.star.beans.PropertyValue
  Dim book As Object
  loading(0).Name = "Hidden" : loading(0).Value = True
  xlsx(0).Name = "FilterName" : xlsx(0).Value = "Calc MS Excel 2007 XML"
  book = StarDesktop.loadComponentFromURL(ConvertToURL(folder & "/" & act & ".xlsx"), "_blank", 0, loading())
  On Error Goto Failed
  DoAct(book, act)
  book.calculateAll()
  book.storeToURL(ConvertToURL(folder & "/" & act & "-done.xlsx"), xlsx())
Failed:
  If Err <> 0 Then
    Dim handle As Integer
    handle = FreeFile
    Open folder & "/" & act & ".txt" For Output As #handle
    Print #handle, Error$ & " in line " & Erl
    Close #handle
  End If
  book.close(True)
End Sub

Sub DoAct(book As Object, act As String)
  Dim rows As Object, a As Object, letters As Object, guide As Object
  rows = book.Sheets.getByName("Annex B")
  a = book.Sheets.getByName("Annex A")
  guide = book.Sheets.getByName("Guide")
  Select Case act
    Case "nothing"
    Case "drag an answer to another row" : Move(rows, "G5", "G9")
    Case "drag an answer to its note" : Move(rows, "G5", "H5")
    Case "drag a ref away" : Move(rows, "A5", "A95")
    Case "cut answers and paste them below" : Move(rows, "G2:G6", "G12:G16")
    Case "cut a row and insert it below" : MoveRow(rows, 4, 20)
    Case "paste answers over others" : Copy(rows, "G2:G4", "G20:G22")
    Case "paste a row over another" : Copy(rows, "A5:J5", "A6:J6")
    Case "paste a row at the end" : Copy(rows, "A5:J5", "A85:J85")
    Case "paste other spellings" : Types(rows, "G", Array("Y", "yes ", "TICK", "NO", "n/a"))
    Case "paste unclear answers" : Types(rows, "G", Array("Mostly", "Yes?", "TBC", "-", "Yes / No"))
    Case "paste TRUE and FALSE" : Booleans(rows)
    Case "paste formulas" : rows.getCellRangeByName("G3").setFormula("=""Yes""") : rows.getCellRangeByName("G4").setFormula("=G2")
    Case "paste values over all formulas" : Values(rows) : Values(a) : Types(rows, "G", Array("No", "No"))
    Case "sort by answer" : SortRows(rows, ANSWER, False)
    Case "sort by level, downwards" : SortRows(rows, 2, False)
    Case "sort by benchmark" : SortRows(rows, 1, True)
    Case "filter and clear what is seen" : HideAnswered(rows) : rows.getCellRangeByName("G30:G34").clearContents(1023)
    Case "insert rows" : rows.Rows.insertByIndex(4, 3)
    Case "insert rows above the headings" : rows.Rows.insertByIndex(0, 2) : a.Rows.insertByIndex(0, 1)
    Case "insert a column" : rows.Columns.insertByIndex(3, 1) : a.Columns.insertByIndex(2, 2)
    Case "insert a cell among the answers" : rows.insertCells(Address(rows, "G5"), com.sun.star.sheet.CellInsertMode.DOWN)
    Case "delete a row" : rows.Rows.removeByIndex(4, 1)
    Case "delete a cell among the answers" : rows.removeRange(Address(rows, "G5"), com.sun.star.sheet.CellDeleteMode.UP)
    Case "delete the council's answers" : rows.Columns.removeByIndex(4, 1)
    Case "delete what an answer counts as" : rows.Columns.removeByIndex(9, 1)
    Case "delete the answers" : rows.Columns.removeByIndex(6, 1)
    Case "delete a benchmark's row" : a.Rows.removeByIndex(2, 1)
    Case "delete a sheet" : book.Sheets.removeByName("Annex B")
    Case "clear answers" : rows.getCellRangeByName("G2:G8").clearContents(1023)
    Case "copy a sheet" : book.Sheets.copyByName("Annex B", "Annex B (2)", book.Sheets.Count) : Types(rows, "G", Array("No"))
    Case "copy a sheet and go on in the copy" : book.Sheets.copyByName("Annex B", "Annex B (2)", book.Sheets.Count) : Types(book.Sheets.getByName("Annex B (2)"), "G", Array("No"))
    Case "rename a sheet" : rows.Name = "Annex B final"
    Case "move a sheet" : book.Sheets.moveByName("Annex B", 0) : Types(rows, "G", Array("No"))
    Case "unprotect and type over Guide" : guide.unprotect("") : guide.getCellRangeByName("E8").setString("Exceeding")
    Case "protect with a password" : rows.protect("secret") : a.protect("secret")
    Case "type over a proposed outcome" : a.getCellRangeByName("C2").setString("Exceeding")
    Case "type over what an answer counts as" : rows.getCellRangeByName("J5").setString("Yes") : rows.getCellRangeByName("G5").setString("No")
    Case "type over what is to do" : rows.getCellRangeByName("I5").setString("done") : rows.getCellRangeByName("G5").setString("")
    Case "type over a ref" : rows.getCellRangeByName("A5").setString("B1-M9")
    Case "fill down" : Fill(rows, "G2:G12")
    Case "fill a not applicable down" : rows.getCellRangeByName("G2").setString("N/A") : Fill(rows, "G2:G12")
    Case "fill down over the refs" : Fill(rows, "A5:A8")
    Case "merge answers" : rows.getCellRangeByName("G2:G4").merge(True)
    Case "hide rows and columns" : rows.Rows.getByIndex(3).IsVisible = False : rows.Columns.getByIndex(9).IsVisible = False
    Case "choose an outcome without a reason" : a.getCellRangeByName("D2").setString("Exceeding")
    Case "choose an outcome that is none" : a.getCellRangeByName("D2").setString("Good")
    Case "replace whole words" : Replace(rows, "No", "N/A", True)
    Case "replace words of the criteria" : Replace(rows, "group", "board", False)
    Case "replace the levels" : Replace(rows, "Not met", "Unmet", True)
    Case "paste lines over summaries" : Types(a, "F", Array("The board met.", "It agreed a plan.", "It reports to cabinet."))
    Case "paste a table over a summary" : Table(a, "F2")
    Case "paste a table beside the form" : Table(rows, "L5")
    Case "paste answers with spaces of a web page" : Types(rows, "G", Array(Chr(160) & "Yes" & Chr(160), "Yes" & Chr(10), Chr(8203) & "No", "Yes" & Chr(13) & Chr(10)))
    Case "fill to the right" : rows.getCellRangeByName("E2:G6").fillAuto(com.sun.star.sheet.FillDirection.TO_RIGHT, 1)
    Case "drag the numbers of the benchmarks down" : Fill(a, "A2:A4")
    Case "write totals below" : rows.getCellRangeByName("A87").setString("Total") : rows.getCellRangeByName("G87").setFormula("=COUNTIF(G2:G84;""Yes"")")
    Case "rename a heading" : rows.getCellRangeByName("G1").setString("Answer")
    Case "rename a heading and keep its word" : rows.getCellRangeByName("G1").setString("Adviser answer (final)")
    Case "merge a summary over two rows" : a.getCellRangeByName("F2:F3").merge(True)
    Case "merge a row across" : rows.getCellRangeByName("D5:H5").merge(True)
    Case "group rows" : rows.group(Address(rows, "A3:A9"), com.sun.star.table.TableOrientation.ROWS)
    Case "unprotect everything" : guide.unprotect("") : rows.unprotect("") : a.unprotect("")
    Case "type over for another council" : book.Sheets.getByName("Letter").getCellRangeByName("B2").setString("Sampleford Borough Council")
    Case "swap two columns" : rows.Columns.insertByIndex(4, 1) : Move(rows, "H1:H1048576", "E1") : rows.Columns.removeByIndex(7, 1)
    Case "delete blank-looking columns" : rows.Columns.removeByIndex(8, 1)
    Case "delete the rows of a benchmark" : rows.Rows.removeByIndex(1, 10)
    Case "transpose two answers by cutting" : Move(rows, "G5", "N5") : Move(rows, "G6", "G5") : Move(rows, "N5", "G6")
    Case "type dates and numbers as answers" : rows.getCellRangeByName("G2").setValue(45000) : rows.getCellRangeByName("G3").setValue(1)
    Case "copy a whole sheet's cells to another book's sheet" : book.Sheets.insertNewByName("New", 0) : Pasted(book, rows)
    Case "add a sheet in front" : book.Sheets.insertNewByName("Notes", 0)
  End Select
End Sub

Function Address(sheet As Object, cells As String)
  Address = sheet.getCellRangeByName(cells).RangeAddress
End Function

Sub Move(sheet As Object, source As String, target As String)
  sheet.moveRange(sheet.getCellRangeByName(target).getCellByPosition(0, 0).CellAddress, Address(sheet, source))
End Sub

Sub Copy(sheet As Object, source As String, target As String)
  sheet.copyRange(sheet.getCellRangeByName(target).getCellByPosition(0, 0).CellAddress, Address(sheet, source))
End Sub

Sub MoveRow(sheet As Object, source As Integer, target As Integer)
  sheet.Rows.insertByIndex(target, 1)
  sheet.moveRange(sheet.getCellByPosition(0, target).CellAddress, Address(sheet, "A" & (source + 1) & ":J" & (source + 1)))
  sheet.Rows.removeByIndex(source, 1)
End Sub

Sub Types(sheet As Object, letter As String, words)
  Dim i As Integer, word As String
  For i = LBound(words) To UBound(words)
    word = words(i)
    If word = "TICK" Then word = Chr(10003)
    sheet.getCellRangeByName(letter & (i + 2)).setString(word)
  Next
End Sub

Sub Booleans(sheet As Object)
  Dim logical As Long, cell As Object, i As Integer
  Dim locale As New com.sun.star.lang.Locale
  logical = sheet.DrawPage.Forms.Parent.NumberFormats.getStandardFormat(com.sun.star.util.NumberFormat.LOGICAL, locale)
  For i = 0 To 3
    cell = sheet.getCellByPosition(ANSWER, FIRST + i)
    cell.NumberFormat = logical
    cell.setValue(i Mod 2)
  Next
End Sub

Sub Values(sheet As Object)
  Dim used As Object, cursor As Object
  cursor = sheet.createCursor()
  cursor.gotoEndOfUsedArea(False)
  used = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
  used.setDataArray(used.getDataArray())
End Sub

Sub SortRows(sheet As Object, column As Integer, ascending As Boolean)
  Dim fields(0) As New com.sun.star.table.TableSortField
  Dim how(1) As New com.sun.star.beans.PropertyValue
  fields(0).Field = column
  fields(0).IsAscending = ascending
  how(0).Name = "SortFields" : how(0).Value = fields()
  how(1).Name = "ContainsHeader" : how(1).Value = True
  sheet.getCellRangeByName("A1:J84").sort(how())
End Sub

Sub HideAnswered(sheet As Object)
  Dim fields(0) As New com.sun.star.sheet.TableFilterField
  Dim descriptor As Object
  descriptor = sheet.getCellRangeByName("A1:J84").createFilterDescriptor(True)
  fields(0).Field = ANSWER
  fields(0).Operator = com.sun.star.sheet.FilterOperator.EQUAL
  fields(0).IsNumeric = False
  fields(0).StringValue = "Yes"
  descriptor.setFilterFields(fields())
  descriptor.ContainsHeader = True
  sheet.getCellRangeByName("A1:J84").filter(descriptor)
End Sub

Sub Replace(sheet As Object, old As String, fresh As String, whole As Boolean)
  Dim how As Object
  how = sheet.createReplaceDescriptor()
  how.SearchString = old
  how.ReplaceString = fresh
  how.SearchWords = whole ' in a sheet: whole cells
  how.SearchCaseSensitive = True
  sheet.replaceAll(how)
End Sub

Sub Table(sheet As Object, first As String)
  Dim start As Object, i As Integer, j As Integer
  start = sheet.getCellRangeByName(first).CellAddress
  For i = 0 To 2
    For j = 0 To 1
      sheet.getCellByPosition(start.Column + j, start.Row + i).setString("The board met in May " & i & j)
    Next
  Next
End Sub

Sub Pasted(book As Object, rows As Object)
  Dim target As Object
  target = book.Sheets.getByName("New").getCellByPosition(0, 0).CellAddress
  rows.copyRange(target, Address(rows, "A1:J84"))
  book.Sheets.removeByName("Annex B")
  book.Sheets.getByName("New").Name = "Annex B"
End Sub

Sub Fill(sheet As Object, cells As String)
  sheet.getCellRangeByName(cells).fillAuto(com.sun.star.sheet.FillDirection.TO_BOTTOM, 1)
End Sub
