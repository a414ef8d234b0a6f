' Fits the rows of every workbook of a folder to their text, as Excel does on opening a row without
' a height, then writes the heights beside it (NAME.csv: sheet, row, points) and a PDF (NAME.pdf).

Sub FitAll(folder As String)
  Dim found As String, books(200) As String, many As Integer, i As Integer
  found = Dir(folder & "/*.xlsx")
  Do While found <> ""
    books(many) = Left(found, Len(found) - 5)
    many = many + 1
    found = Dir()
  Loop
  For i = 0 To many - 1
    FitOne(folder & "/" & books(i))
  Next
  StarDesktop.terminate()
End Sub

Sub FitOne(path As String)
  Dim loading(0) As New com.sun.star.beans.PropertyValue
  Dim printing(0) As New com.sun.star.beans.PropertyValue
  Dim book As Object, sheet As Object, cursor As Object, i As Integer, n As Long, handle As Integer
  loading(0).Name = "Hidden" : loading(0).Value = True
  printing(0).Name = "FilterName" : printing(0).Value = "calc_pdf_Export"
  book = StarDesktop.loadComponentFromURL(ConvertToURL(path & ".xlsx"), "_blank", 0, loading())
  handle = FreeFile
  Open path & ".csv" For Output As #handle
  For i = 0 To book.Sheets.Count - 1
    sheet = book.Sheets.getByIndex(i)
    If sheet.isProtected() Then sheet.unprotect("")
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    For n = 0 To cursor.RangeAddress.EndRow
      sheet.Rows.getByIndex(n).OptimalHeight = True
      Print #handle, sheet.Name & ";" & (n + 1) & ";" & CLng(sheet.Rows.getByIndex(n).Height * 72 / 2540)
    Next
  Next
  Close #handle
  book.storeToURL(ConvertToURL(path & ".pdf"), printing())
  book.close(True)
End Sub
